-- SPDX-License-Identifier: MIT
--
-- LuaJIT by hand: the rules as data, found by the lists that an entry is in. Reads the facts (Lua tables, a record a
-- line) that `speed_bench --facts` wrote; prints NAME EVENTS MIN MEDIAN MAX WRONG (ns an event, over pieces of 100).
local lists_of, by_list, always, events, rules = {}, {}, {}, {}, {}

local function put(index, key, value)
    local at = index[key] or {}
    index[key] = at
    at[#at + 1] = value
end

for line in io.lines(arg[1]) do
    local record = assert(loadstring("return " .. line))()
    if record.kind == "list" then
        for _, code in ipairs(record.codes) do put(lists_of, code, record.id) end
    elseif record.kind == "rule" then
        rules[#rules + 1] = record
    else
        events[#events + 1] = record
    end
end
local alone = { ["age-below"] = true, ["age-at-least"] = true, pregnancy = true, training = true }
for _, rule in ipairs(rules) do
    if rule.procedure == "needling" then
        if rule.guard ~= "" then put(by_list, rule.guard, rule)
        elseif alone[rule.test] then always[#always + 1] = rule
        else put(by_list, rule.list, rule) end
    end
end

local function within(days, n) return days >= 0 and days < n end

local function fits(rule, e)
    local test = rule.test
    if test == "condition" then
        return (rule.active == 0 or e.active == 1) and e.severity >= rule.severity and (rule.area == 0 or e.area == 1) and
            (rule.number == 0 or within(e.days, rule.number))
    elseif test == "taken-within" then return e.active == 1 or within(e.days, rule.number)
    elseif test == "ongoing" then return e.active == 1
    elseif test == "history" then return (rule.area == 0 or e.area == 1) and within(e.days, rule.number) end
    return true
end

local function holds(rule, event)
    local test = rule.test
    if test == "age-below" then return event.age < rule.number
    elseif test == "age-at-least" then return event.age >= rule.number
    elseif test == "pregnancy" then return event.pregnant == 1 end
    return event.trained == 0
end

local nothing = {}
local function look(entries, fired)
    for i = 1, #entries do
        local e = entries[i]
        local lists = lists_of[e.code] or nothing
        for k = 1, #lists do
            local found = by_list[lists[k]] or nothing
            for n = 1, #found do
                local rule = found[n]
                if rule.guard == "" and fits(rule, e) then fired[rule.id] = true end
            end
        end
    end
end

local function judge(event)
    local fired = {}
    for i = 1, #always do
        if holds(always[i], event) then fired[always[i].id] = true end
    end
    look(event.conditions, fired)
    look(event.medications, fired)
    look(event.procedures, fired)
    look(event.allergies, fired)
    return fired
end

local pieces, wrong = {}, 0
for first = 1, #events, 100 do
    local answers = {}
    local from = os.clock()
    for again = 1, 10 do -- the clock is coarse
        for i = first, first + 99 do answers[i] = judge(events[i]) end
    end
    pieces[#pieces + 1] = (os.clock() - from) * 1e6
    for i = first, first + 99 do
        local bits = 0
        for id in pairs(answers[i]) do bits = bits + 2 ^ id end
        if bits ~= events[i].fired then wrong = wrong + 1 end
    end
end
table.sort(pieces)
print(string.format("LuaJIT by hand %d %.0f %.0f %.0f %d", #events, pieces[1], pieces[math.floor(#pieces / 2) + 1], pieces[#pieces], wrong))
