// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Preloaded into a daemon: keeps, in the folder that SHADOW_FOLDER names, what its database's files would hold after a
// power cut. Nothing counts but what the program has asked the system to put on the disk.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <mutex>
#include <string>
#include <unistd.h>

namespace {

std::mutex copying;

void keep(int descriptor)
{
    const char *folder = std::getenv("SHADOW_FOLDER");
    char path[PATH_MAX];
    const std::string link = "/proc/self/fd/" + std::to_string(descriptor);
    const ssize_t length = ::readlink(link.c_str(), path, sizeof(path) - 1);
    if (!folder || length <= 0)
        return;
    path[length] = '\0';
    const char *slash = std::strrchr(path, '/');
    if (!slash || std::strncmp(slash + 1, "procession.db", 13) != 0)
        return;
    const std::scoped_lock lock(copying);
    const std::string target = std::string(folder) + slash;
    const std::string draft = target + ".draft";
    const int out = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    char buffer[65536];
    off_t at = 0;
    while (out >= 0) {
        const ssize_t part = ::pread(descriptor, buffer, sizeof(buffer), at);
        if (part <= 0 || ::write(out, buffer, static_cast<size_t>(part)) != part)
            break;
        at += part;
    }
    if (out >= 0)
        ::close(out);
    ::rename(draft.c_str(), target.c_str());
}

int syncBy(const char *name, int descriptor)
{
    using Sync = int (*)(int);
    const auto original = reinterpret_cast<Sync>(::dlsym(RTLD_NEXT, name));
    const int result = original(descriptor);
    if (result == 0)
        keep(descriptor);
    return result;
}

} // namespace

extern "C" {

int fsync(int descriptor)
{
    return syncBy("fsync", descriptor);
}

int fdatasync(int descriptor)
{
    return syncBy("fdatasync", descriptor);
}

// SQLite puts the folder on the disk after it deleted a journal: gone is gone.
int unlink(const char *path)
{
    using Unlink = int (*)(const char *);
    const auto original = reinterpret_cast<Unlink>(::dlsym(RTLD_NEXT, "unlink"));
    const int result = original(path);
    const char *folder = std::getenv("SHADOW_FOLDER");
    const char *slash = std::strrchr(path, '/');
    if (result == 0 && folder && slash && std::strncmp(slash + 1, "procession.db", 13) == 0) {
        const std::scoped_lock lock(copying);
        original((std::string(folder) + slash).c_str());
    }
    return result;
}
}
