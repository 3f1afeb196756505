/* SPDX-License-Identifier: MIT
 *
 * The disk that fails (disk.h): a VFS around SQLite's own.
 */
#include "support/disk.h"

#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct file {
    sqlite3_file base;
    sqlite3_file *real; /* directly behind */
};

static sqlite3_vfs *real_vfs;
static sqlite3_vfs vfs;
static atomic_uint countdown, slow, syncs;
static _Thread_local uint32_t syncs_here;
static atomic_int fail_code, failed;
static const char *ballast_path;

static sqlite3_file *disk_real(sqlite3_file *f)
{
    return ((struct file *)f)->real;
}

static int disk_fault(void)
{
    if (atomic_load(&countdown) > 0 && atomic_fetch_sub(&countdown, 1) == 1) {
        atomic_store(&failed, 1);
        return atomic_load(&fail_code);
    }
    return SQLITE_OK;
}

static bool no_room(sqlite3_file *f, sqlite3_int64 end)
{
    struct stat st;
    sqlite3_int64 size = 0;

    if (ballast_path == NULL ||
        disk_real(f)->pMethods->xFileSize(disk_real(f), &size) != SQLITE_OK || end <= size) {
        return false;
    }
    return stat(ballast_path, &st) == 0 && st.st_size > 0;
}

static int disk_close(sqlite3_file *f)
{
    return disk_real(f)->pMethods->xClose(disk_real(f));
}

static int disk_read(sqlite3_file *f, void *to, int n, sqlite3_int64 at)
{
    return disk_real(f)->pMethods->xRead(disk_real(f), to, n, at);
}

static int disk_write(sqlite3_file *f, const void *from, int n, sqlite3_int64 at)
{
    int code = no_room(f, at + n) ? SQLITE_FULL : disk_fault();

    return code != SQLITE_OK ? code : disk_real(f)->pMethods->xWrite(disk_real(f), from, n, at);
}

static int disk_truncate(sqlite3_file *f, sqlite3_int64 size)
{
    int code = disk_fault();

    return code != SQLITE_OK ? code : disk_real(f)->pMethods->xTruncate(disk_real(f), size);
}

static int disk_sync(sqlite3_file *f, int flags)
{
    int code = disk_fault();

    (void)atomic_fetch_add(&syncs, 1);
    syncs_here++;
    if (atomic_load(&slow) > 0) {
        (void)usleep(atomic_load(&slow) * 1000);
    }
    return code != SQLITE_OK ? code : disk_real(f)->pMethods->xSync(disk_real(f), flags);
}

static int disk_size(sqlite3_file *f, sqlite3_int64 *size)
{
    return disk_real(f)->pMethods->xFileSize(disk_real(f), size);
}

static int disk_lock(sqlite3_file *f, int how)
{
    return disk_real(f)->pMethods->xLock(disk_real(f), how);
}

static int disk_unlock(sqlite3_file *f, int how)
{
    return disk_real(f)->pMethods->xUnlock(disk_real(f), how);
}

static int disk_reserved(sqlite3_file *f, int *out)
{
    return disk_real(f)->pMethods->xCheckReservedLock(disk_real(f), out);
}

static int disk_control(sqlite3_file *f, int op, void *arg)
{
    return disk_real(f)->pMethods->xFileControl(disk_real(f), op, arg);
}

static int disk_sector(sqlite3_file *f)
{
    return disk_real(f)->pMethods->xSectorSize(disk_real(f));
}

static int disk_device(sqlite3_file *f)
{
    return disk_real(f)->pMethods->xDeviceCharacteristics(disk_real(f));
}

static int disk_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **at)
{
    return disk_real(f)->pMethods->xShmMap(disk_real(f), page, size, extend, at);
}

static int disk_shm_lock(sqlite3_file *f, int offset, int n, int flags)
{
    return disk_real(f)->pMethods->xShmLock(disk_real(f), offset, n, flags);
}

static void disk_shm_barrier(sqlite3_file *f)
{
    disk_real(f)->pMethods->xShmBarrier(disk_real(f));
}

static int disk_shm_unmap(sqlite3_file *f, int drop)
{
    return disk_real(f)->pMethods->xShmUnmap(disk_real(f), drop);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = disk_close,
    .xRead = disk_read,
    .xWrite = disk_write,
    .xTruncate = disk_truncate,
    .xSync = disk_sync,
    .xFileSize = disk_size,
    .xLock = disk_lock,
    .xUnlock = disk_unlock,
    .xCheckReservedLock = disk_reserved,
    .xFileControl = disk_control,
    .xSectorSize = disk_sector,
    .xDeviceCharacteristics = disk_device,
    .xShmMap = disk_shm_map,
    .xShmLock = disk_shm_lock,
    .xShmBarrier = disk_shm_barrier,
    .xShmUnmap = disk_shm_unmap,
};

static int disk_open(sqlite3_vfs *v, const char *name, sqlite3_file *f, int flags, int *out)
{
    struct file *file = (struct file *)f;
    int code;

    (void)v;
    file->real = (sqlite3_file *)(void *)(file + 1);
    code = real_vfs->xOpen(real_vfs, name, file->real, flags, out);
    file->base.pMethods = code == SQLITE_OK ? &methods : NULL;
    return code;
}

void disk_install(void)
{
    real_vfs = sqlite3_vfs_find(NULL);
    vfs = *real_vfs;
    vfs.zName = "disk-that-fails";
    vfs.szOsFile = (int)sizeof(struct file) + real_vfs->szOsFile;
    vfs.xOpen = disk_open;
    vfs.pNext = NULL;
    (void)sqlite3_vfs_register(&vfs, 1);
}

void disk_fail(uint32_t n, int code)
{
    atomic_store(&failed, 0);
    atomic_store(&fail_code, code);
    atomic_store(&countdown, n);
}

bool disk_failed(void)
{
    return atomic_load(&failed) != 0;
}

void disk_full(const char *ballast)
{
    ballast_path = ballast;
}

void disk_slow(uint32_t sync_ms)
{
    atomic_store(&slow, sync_ms);
}

uint32_t disk_syncs_here(void)
{
    return syncs_here;
}

uint32_t disk_syncs(void)
{
    return atomic_load(&syncs);
}
