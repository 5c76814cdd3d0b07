// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processlimits.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstring>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr rlim_t openFiles = 64;
constexpr rlim_t secondsUntilKilled = 5; // for who ignores SIGXCPU

bool limit(__rlimit_resource_t resource, rlim_t soft, rlim_t hard)
{
    rlimit before = {};
    ::getrlimit(resource, &before);
    const rlimit value{std::min(soft, before.rlim_max), std::min(hard, before.rlim_max)};
    return ::setrlimit(resource, &value) == 0;
}

#ifndef PROCESSION_SANITIZED

constexpr __u64 readFile = LANDLOCK_ACCESS_FS_READ_FILE; // no other program is run
constexpr __u64 readTree = readFile | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr __u64 everything = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1; // of Landlock's first version

bool allow(int ruleset, int file)
{
    struct stat about = {};
    if (::fstat(file, &about) != 0)
        return false;
    const landlock_path_beneath_attr rule{S_ISDIR(about.st_mode) ? readTree : readFile, file};
    return ::syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
}

/// What libraries load may be read; the document is open. A kernel without Landlock goes without.
bool leaveFiles()
{
    landlock_ruleset_attr attributes = {};
    attributes.handled_access_fs = everything;
    // Only the first member, which all versions have.
    const int ruleset =
        static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes.handled_access_fs, 0));
    if (ruleset < 0)
        return errno == ENOSYS || errno == EOPNOTSUPP;
    for (const char *path : {"/usr", "/bin", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/fonts", "/etc/alternatives",
                             "/var/cache/fontconfig", "/dev/null"}) {
        const int file = ::open(path, O_PATH | O_CLOEXEC);
        if (file >= 0) {
            allow(ruleset, file);
            ::close(file);
        }
    }
    const bool left = ::syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
    ::close(ruleset);
    return left;
}

#if defined(__x86_64__)
constexpr __u32 machine = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr __u32 machine = AUDIT_ARCH_AARCH64;
#else
constexpr __u32 machine = 0; // no filter is known for it
#endif

/// No socket can be made, nor what could make one, and no other program can be run.
bool leaveCalls()
{
    if (machine == 0)
        return true;
    constexpr auto callAt = static_cast<__u32>(offsetof(seccomp_data, nr));
    constexpr auto machineAt = static_cast<__u32>(offsetof(seccomp_data, arch));
    constexpr __u32 refuse = SECCOMP_RET_ERRNO | EACCES;
    constexpr __u32 otherCalls = 0x40000000; // x86-64 has the calls of x32 from here on
    std::array<sock_filter, 10> program{{
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, machineAt),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, machine, 0, 7),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, callAt),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 5, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_io_uring_setup, 4, 0), // which makes sockets, too
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_execve, 3, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_execveat, 2, 0),
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, otherCalls, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, refuse),
    }};
    const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
    return ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0 || errno == EINVAL; // a kernel without it
}

#endif

} // namespace

Result<void> limitThisProcess(const ExtractionLimits &limits)
{
    const auto seconds = static_cast<rlim_t>(std::chrono::ceil<std::chrono::seconds>(limits.processorTime).count());
    std::signal(SIGXFSZ, SIG_DFL); // the server ignores it, and its children inherit that
    // Each page whose letters are recognised raises the first one.
    const auto recognition = static_cast<rlim_t>(
        std::chrono::ceil<std::chrono::seconds>(limits.recognition.time * limits.recognition.pages).count());
    const rlim_t most = seconds + (limits.recognition.isWanted ? recognition : 0) + secondsUntilKilled;
    bool limited = limit(RLIMIT_CPU, seconds, most) && limit(RLIMIT_FSIZE, 0, 0)
        && limit(RLIMIT_NOFILE, openFiles, openFiles) && limit(RLIMIT_CORE, 0, 0)
        && ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
#ifndef PROCESSION_SANITIZED // whose shadow takes more address space than any limit, and which reads /proc
    const auto bytes = static_cast<rlim_t>(limits.memoryBytes);
    limited = limited && limit(RLIMIT_AS, bytes, bytes) && leaveFiles() && leaveCalls();
#endif
    if (!limited) {
        return documentError(
            DocumentFailure::broken,
            u"The extractor can't limit itself: %1."_s.arg(QString::fromLocal8Bit(std::strerror(errno))));
    }
    return {};
}

} // namespace Procession
