// SPDX-License-Identifier: MIT

//! A host in Rust, by the plugin's own table (no JSON), written from the manual and the header alone and without a crate:
//!
//!     rustc -o host host.rs && ./host PLUGIN.so CONFIG
//!
//! previews a booking on eight threads, settles it as overridden, and prints what a front desk would see. rust_test.sh
//! runs it.
use std::ffi::{c_void, CStr, CString};
use std::mem::size_of;
use std::os::raw::{c_char, c_int};
use std::ptr::{null, null_mut};

// ---- the header's structs, as far as this host needs them: those that the plugin reads must be whole ----

#[repr(C)]
#[derive(Clone, Copy)]
struct Array {
    items: *const c_void,
    count: u32,
    stride: u32,
}

#[repr(C)]
#[derive(Clone, Copy, Default)]
struct Time {
    precision: u32,
    year: i32,
    month: i32,
    day: i32,
    hour: i32,
    minute: i32,
    second: i32,
    offset_minutes: i32,
}

#[repr(C)]
#[derive(Clone, Copy)]
struct List {
    reviewed: Time,
    entries: Array,
    asked: Array,
}

#[repr(C)]
struct Medication {
    text: *const c_char,
    code: *const c_char,
    used: u32,
    checked: u32,
    route: *const c_char,
    sites: Array,
    last_used: Time,
    started: Time,
    list: *const c_char,
}

#[repr(C)]
struct Patient {
    struct_size: u32,
    pregnancy: u32,
    sex: *const c_char,
    birth_date: Time,
}

#[repr(C)]
struct Appointment {
    struct_size: u32,
    state: u32,
    id: *const c_char,
    start: Time,
    procedure_text: *const c_char,
    procedure_code: *const c_char,
    procedure_checked: u32,
    minutes: i32,
    modality: *const c_char,
    sites: Array,
    indication: *const c_char,
    price: *const c_char,
    occurrence: Time,
    also: Array,
}

#[repr(C)]
struct Acknowledgement {
    struct_size: u32,
    action: u32,
    rule: *const c_char,
    role: *const c_char,
    actor: *const c_char,
    reason: *const c_char,
    note: *const c_char,
    at: Time,
    reference: *const c_char,
    subject: *const c_char,
    appointment: *const c_char,
    occurrence: Time,
}

#[repr(C)]
#[derive(Clone, Copy)]
struct Event {
    struct_size: u32,
    moment: u32,
    action: u32,
    phase: u32,
    disposition: u32,
    reserved: u32,
    event_id: *const c_char,
    subject: *const c_char,
    now: Time,
    patient: *const Patient,
    appointment: *const Appointment,
    provider: *const c_void,
    conditions: List,
    medications: List,
    allergies: List,
    procedures: List,
    answers: Array,
    procedure_ended: Time,
    reactions: Array,
    products: Array,
    fields: Array,
    clearances: Array,
    acknowledgements: Array,
}

#[repr(C)]
struct Finding {
    // the beginning of it: the array's stride tells where the next one is
    finding_id: *const c_char,
    rule: *const c_char,
    rulebook: *const c_char,
    fingerprint: *const c_char,
    title: *const c_char,
    topic: *const c_char,
    outcome: u32,
    ask_of: u32,
    say: *const c_char,
    matched: Array,
    due: Array,
    move_to: *const c_char,
    tasks: Array,
    ask: *const c_char,
}

#[repr(C)]
struct Outcome {
    struct_size: u32,
    overall: u32,
    coverage: u32,
    reserved: u32,
    evaluation_id: *const c_char,
    event_id: *const c_char,
    reference_date: *const c_char,
    today: *const c_char,
    reference: *const c_char,
    error_path: *const c_char,
    error_message: *const c_char,
    rulebooks: Array,
    findings: Array,
}

#[repr(C)]
struct Error {
    struct_size: u32,
    code: i32,
    line: u32,
    column: u32,
    place: [c_char; 256],
    message: [c_char; 512],
}

#[repr(C)]
struct Params {
    struct_size: u32,
    reserved: u32,
    config: *const c_char,
}

type Instance = *mut c_void;
type Hook = unsafe extern "C" fn(Instance, *const Event, *mut *const Outcome, *mut Error) -> i32;

#[repr(C)]
struct Api {
    magic: u32,
    struct_size: u32,
    abi_major: u32,
    abi_minor: u32,
    name: *const c_char,
    version: *const c_char,
    build: *const c_char,
    open: unsafe extern "C" fn(*const c_void, *const Params, *mut Instance, *mut Error) -> i32,
    start: unsafe extern "C" fn(Instance, *mut Error) -> i32,
    booking: Hook,
    charting: Hook,
    needs: unsafe extern "C" fn(Instance, u32, *const c_char, *mut u64) -> i32,
    result_free: unsafe extern "C" fn(Instance, *const Outcome) -> i32,
    lookup: *const c_void,
    acknowledge: *const c_void,
    reload: *const c_void,
    stop: unsafe extern "C" fn(Instance, u32, *mut Error) -> i32,
    close: unsafe extern "C" fn(Instance) -> i32,
}

const MAGIC: u32 = 0x3143_5250;
const BOOKING: u32 = 1;
const CREATE: u32 = 1;
const PREVIEW: u32 = 1;
const SETTLE: u32 = 3;
const OVERRIDDEN: u32 = 3;
const OVERRODE: u32 = 2;
const USE_ONGOING: u32 = 1;
const DAY: u32 = 3;
const CLEAR: u32 = 10;
const NOW_AND_LOCAL: c_int = 2; // RTLD_NOW | RTLD_LOCAL

extern "C" {
    fn dlopen(file: *const c_char, flags: c_int) -> *mut c_void;
    fn dlsym(so: *mut c_void, name: *const c_char) -> *mut c_void;
}

const NONE: Array = Array { items: null(), count: 0, stride: 0 };
const UNASKED: List = List { reviewed: UNKNOWN, entries: NONE, asked: NONE };
const UNKNOWN: Time = Time { precision: 0, year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0, offset_minutes: 0 };

fn day(year: i32, month: i32, day: i32) -> Time {
    Time { precision: DAY, year, month, day, ..UNKNOWN }
}

fn array<T>(of: &[T]) -> Array {
    Array { items: of.as_ptr().cast(), count: of.len() as u32, stride: size_of::<T>() as u32 }
}

fn size<T>() -> u32 {
    size_of::<T>() as u32
}

fn error() -> Error {
    Error { struct_size: size::<Error>(), code: 0, line: 0, column: 0, place: [0; 256], message: [0; 512] }
}

unsafe fn text(at: *const c_char) -> String {
    if at.is_null() { String::new() } else { CStr::from_ptr(at).to_string_lossy().into_owned() }
}

/// What this host keeps of a result: its overall word and a line for each finding. A status below 0 is an error, one above
/// is a note.
fn raise(api: &Api, instance: usize, event: &Event) -> Result<(u32, Vec<String>), String> {
    let instance = instance as Instance;
    let mut err = error();
    let mut result: *const Outcome = null();
    let hook = if event.moment == BOOKING { api.booking } else { api.charting };

    unsafe {
        let status = hook(instance, event, &mut result, &mut err);
        if status < 0 || result.is_null() {
            let why = format!("{} {} ({})", text(err.place.as_ptr()), text(err.message.as_ptr()), status);
            (api.result_free)(instance, result);
            return Err(why);
        }
        let found = &(*result).findings;
        let lines = (0..found.count as usize)
            .map(|i| {
                let f = &*found.items.cast::<u8>().add(i * found.stride as usize).cast::<Finding>();
                format!("{} {}: {}", f.outcome, text(f.rule), text(if f.say.is_null() { f.ask } else { f.say }))
            })
            .collect();
        let overall = (*result).overall;
        (api.result_free)(instance, result);
        Ok((overall, lines))
    }
}

fn show(what: &str, result: &Result<(u32, Vec<String>), String>) {
    match result {
        Err(why) => println!("{}: NOT CHECKED: {}", what, why),
        Ok((overall, lines)) => {
            println!("{}: overall {}{}", what, overall, if *overall < CLEAR { ", NOT CHECKED" } else { "" });
            lines.iter().for_each(|line| println!("  {}", line));
        }
    }
}

// The table never changes, and its hooks are for any thread; they only read the event, which is borrowed for the call.
unsafe impl Sync for Api {}
unsafe impl Sync for Event {}

fn visit(api: &'static Api, instance: usize) -> Result<(), String> {
    let words: Vec<CString> = ["cheek", "tretinoin 0.05% cream", "apt-1042", "microneedling", "apt-1042/1", "pt-88",
        "too-young", "benefit-outweighs", "u12", "physician"]
        .iter().map(|w| CString::new(*w).unwrap()).collect();
    let at = |i: usize| words[i].as_ptr();
    let sites = [at(0)];
    let cream = [Medication { text: at(1), code: null(), used: USE_ONGOING, checked: 0, route: null(), sites: array(&sites),
        last_used: UNKNOWN, started: UNKNOWN, list: null() }];
    let patient = Patient { struct_size: size::<Patient>(), pregnancy: 0, sex: null(), birth_date: day(2007, 5, 4) };
    let appointment = Appointment { struct_size: size::<Appointment>(), state: 0, id: at(2), start: day(2027, 1, 12),
        procedure_text: at(3), procedure_code: null(), procedure_checked: 0, minutes: 0, modality: null(),
        sites: array(&sites), indication: null(), price: null(), occurrence: UNKNOWN, also: NONE };
    let medications = List { reviewed: day(2026, 12, 1), entries: array(&cream), asked: NONE };
    let mut event = Event { struct_size: size::<Event>(), moment: BOOKING, action: CREATE, phase: PREVIEW, disposition: 0,
        reserved: 0, event_id: at(4), subject: at(5), now: day(2026, 12, 1), patient: &patient, appointment: &appointment,
        provider: null(), conditions: UNASKED, medications, allergies: UNASKED, procedures: UNASKED, answers: NONE,
        procedure_ended: UNKNOWN, reactions: NONE, products: NONE, fields: NONE, clearances: NONE, acknowledgements: NONE };

    let alone = raise(api, instance, &event);
    show("booking", &alone);
    let same = std::thread::scope(|s| {
        let event = &event;
        let all: Vec<_> = (0..8).map(|_| s.spawn(move || raise(api, instance, event))).collect();
        all.into_iter().all(|t| t.join().unwrap() == alone)
    });
    println!("on eight threads at once: {}", if same { "the same" } else { "NOT the same" });
    let ack = [Acknowledgement { struct_size: size::<Acknowledgement>(), action: OVERRODE, rule: at(6), role: at(9), actor: at(8),
        reason: at(7), note: null(), at: UNKNOWN, reference: null(), subject: null(), appointment: null(),
        occurrence: UNKNOWN }];
    event.phase = SETTLE;
    event.disposition = OVERRIDDEN;
    event.acknowledgements = array(&ack);
    show("saved", &raise(api, instance, &event));
    event.struct_size = 8;
    show("too small", &raise(api, instance, &event));
    Ok(())
}

fn run(plugin: &str, config: &str) -> Result<(), String> {
    let file = CString::new(plugin).map_err(|e| e.to_string())?;
    let path = CString::new(config).map_err(|e| e.to_string())?;
    let mut err = error();
    let mut instance: Instance = null_mut();

    unsafe {
        let so = dlopen(file.as_ptr(), NOW_AND_LOCAL);
        let symbol = if so.is_null() { null_mut() } else { dlsym(so, b"precare_entry_v1\0".as_ptr().cast()) };
        if symbol.is_null() {
            return Err(format!("{} cannot be loaded", plugin));
        }
        let entry: unsafe extern "C" fn(u32) -> *const Api = std::mem::transmute(symbol);
        let api: &'static Api = &*entry(0);
        if api.magic != MAGIC {
            return Err("this is not the plugin".to_string());
        }
        let params = Params { struct_size: size::<Params>(), reserved: 0, config: path.as_ptr() };
        if (api.open)(null(), &params, &mut instance, &mut err) < 0 || (api.start)(instance, &mut err) < 0 {
            return Err(format!("{}:{}: {}", text(err.place.as_ptr()), err.line, text(err.message.as_ptr())));
        }
        let mut mask = 0;
        (api.needs)(instance, BOOKING, null(), &mut mask);
        println!("facts that a booking needs: {:#x}", mask);
        let done = visit(api, instance as usize);
        (api.stop)(instance, 2000, &mut err);
        (api.close)(instance);
        done
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.len() != 3 {
        eprintln!("usage: host PLUGIN.so CONFIG");
        std::process::exit(64);
    }
    if let Err(why) = run(&arguments[1], &arguments[2]) {
        eprintln!("host: {}", why);
        std::process::exit(1);
    }
}
