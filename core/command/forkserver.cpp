// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "forkserver.h"

#include "descriptor.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <mutex>
#include <sched.h>
#include <string>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <vector>

namespace Procession::ForkServer {

namespace {

using Guardian::Plan;

/// The descriptors of a plan, each of which may be missing.
constexpr std::array members{
    +[](Plan &plan) { return &plan.control; },      +[](Plan &plan) { return &plan.readEnds[0]; },
    +[](Plan &plan) { return &plan.readEnds[1]; },  +[](Plan &plan) { return &plan.writeEnds[0]; },
    +[](Plan &plan) { return &plan.writeEnds[1]; }, +[](Plan &plan) { return &plan.targets[0]; },
    +[](Plan &plan) { return &plan.targets[1]; },   +[](Plan &plan) { return &plan.input; },
    +[](Plan &plan) { return &plan.messages; },     +[](Plan &plan) { return &plan.lock; },
    +[](Plan &plan) { return &plan.cgroup; }};
constexpr size_t mostDescriptors = members.size() + 1; // and the texts

/// What is sent of a plan beside its texts and descriptors. Its pointers mean nothing, but for the title's.
struct Order
{
    Plan plan;
    size_t arguments = 0;
    size_t variables = 0;
    bool hasFolder = false;
    bool hasCgroupFolder = false;
};

struct Reply
{
    pid_t guardian = -1;
    int problem = 0;
};

union Control {
    cmsghdr header;
    std::array<char, CMSG_SPACE(sizeof(int) * mostDescriptors)> bytes;
};

// The process's, as fork() is.
int serverSocket = -1;
std::mutex serverMutex; // one order at a time

/// The texts that follow each other, each with its NUL.
class Texts
{
public:
    explicit Texts(std::string bytes)
        : m_bytes(std::move(bytes))
    {
    }

    char *next()
    {
        char *text = m_bytes.data() + m_at;
        m_at += std::strlen(text) + 1;
        return text;
    }
    std::vector<char *> next(size_t count)
    {
        std::vector<char *> texts(count);
        for (char *&text : texts)
            text = next();
        texts.push_back(nullptr);
        return texts;
    }

private:
    std::string m_bytes;
    size_t m_at = 0;
};

std::string allOf(int file)
{
    std::string bytes;
    std::array<char, 65536> buffer;
    off_t at = 0;
    for (ssize_t size = 0; (size = ::pread(file, buffer.data(), buffer.size(), at)) > 0; at += size)
        bytes.append(buffer.data(), static_cast<size_t>(size));
    return bytes;
}

bool writeAll(int file, const std::string &bytes)
{
    for (size_t at = 0; at < bytes.size();) {
        const ssize_t size = ::write(file, bytes.data() + at, bytes.size() - at);
        if (size < 0)
            return false;
        at += static_cast<size_t>(size);
    }
    return true;
}

/// A child of our parent, which goes on here.
pid_t forkSibling()
{
    return static_cast<pid_t>(::syscall(SYS_clone, CLONE_PARENT | SIGCHLD, nullptr, nullptr, nullptr, nullptr));
}

Reply obey(Order &order, const std::array<int, mostDescriptors> &descriptors)
{
    size_t next = 0;
    const int textFile = descriptors[next++];
    for (const auto member : members) {
        if (int &descriptor = *member(order.plan); descriptor >= 0)
            descriptor = descriptors[next++];
    }
    Texts texts(allOf(textFile));
    std::vector<char *> arguments = texts.next(order.arguments);
    std::vector<char *> variables = texts.next(order.variables);
    order.plan.arguments = arguments.data();
    order.plan.environment = variables.data();
    order.plan.folder = order.hasFolder ? texts.next() : nullptr;
    order.plan.cgroupFolder = order.hasCgroupFolder ? texts.next() : nullptr;
    Reply reply;
    reply.guardian = forkSibling();
    if (reply.guardian == 0)
        Guardian::run(order.plan);
    reply.problem = errno;
    return reply;
}

[[noreturn]] void serve(int socket)
{
    ::setpgid(0, 0); // what is sent to the program's group isn't for this one
    sigset_t all;
    ::sigfillset(&all);
    ::sigprocmask(SIG_SETMASK, &all, nullptr); // it ends when the program is gone
    ::prctl(PR_SET_NAME, "forks guardians");
    for (;;) {
        Order order;
        iovec part{&order, sizeof(order)};
        Control control{};
        msghdr message{};
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        message.msg_control = control.bytes.data();
        message.msg_controllen = control.bytes.size();
        const ssize_t size = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
        if (size < 0 && errno == EINTR)
            continue;
        if (size <= 0)
            ::_exit(0);
        std::array<int, mostDescriptors> descriptors{};
        descriptors.fill(-1);
        const cmsghdr *header = CMSG_FIRSTHDR(&message);
        if (header && header->cmsg_type == SCM_RIGHTS)
            std::memcpy(descriptors.data(), CMSG_DATA(header), header->cmsg_len - CMSG_LEN(0));
        const bool isWhole = size == sizeof(order) && (message.msg_flags & MSG_CTRUNC) == 0 && descriptors[0] >= 0;
        const Reply reply = isWhole ? obey(order, descriptors) : Reply{-1, EMFILE};
        for (int &descriptor : descriptors)
            closeDescriptor(descriptor);
        ::send(socket, &reply, sizeof(reply), MSG_NOSIGNAL);
    }
}

void appendTexts(std::string &bytes, char *const *texts, size_t &count)
{
    for (; texts && texts[count]; ++count)
        bytes.append(texts[count], std::strlen(texts[count]) + 1);
}

} // namespace

void start()
{
    std::array<int, 2> ends{-1, -1};
    if (serverSocket >= 0 || ::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0)
        return;
    const pid_t child = ::fork();
    if (child == 0) {
        ::close(ends[0]);
        serve(ends[1]);
    }
    ::close(ends[1]);
    if (child > 0)
        serverSocket = ends[0];
    else
        ::close(ends[0]);
}

pid_t forkGuardian(const Plan &plan)
{
    errno = ENOSYS;
    if (serverSocket < 0)
        return -1;
    Order order;
    order.plan = plan;
    std::string bytes;
    appendTexts(bytes, plan.arguments, order.arguments);
    appendTexts(bytes, plan.environment, order.variables);
    for (const auto &[text, has] :
         {std::pair(plan.folder, &order.hasFolder), std::pair(plan.cgroupFolder, &order.hasCgroupFolder)}) {
        *has = text;
        if (text)
            bytes.append(text, std::strlen(text) + 1);
    }
    const Descriptor texts(::memfd_create("command", MFD_CLOEXEC));
    if (texts.number() < 0 || !writeAll(texts.number(), bytes))
        return -1;
    std::array<int, mostDescriptors> descriptors{texts.number()};
    size_t count = 1;
    for (const auto member : members) {
        if (const int descriptor = *member(order.plan); descriptor >= 0)
            descriptors[count++] = descriptor;
    }

    iovec part{&order, sizeof(order)};
    Control control{};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.bytes.data();
    message.msg_controllen = CMSG_SPACE(sizeof(int) * count);
    cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int) * count);
    std::memcpy(CMSG_DATA(header), descriptors.data(), sizeof(int) * count);
    const std::scoped_lock lock(serverMutex);
    Reply reply;
    if (::sendmsg(serverSocket, &message, MSG_NOSIGNAL) != sizeof(order))
        return -1;
    ssize_t size = 0;
    while ((size = ::recv(serverSocket, &reply, sizeof(reply), 0)) < 0 && errno == EINTR)
        continue;
    errno = size == sizeof(reply) ? reply.problem : EPIPE;
    return size == sizeof(reply) ? reply.guardian : -1;
}

} // namespace Procession::ForkServer
