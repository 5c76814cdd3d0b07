// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What this machine can do at most: a bare epoll server in one thread with a canned answer, and frames that are
// encoded once and sent as they are.
//   bench_limit PORT
#include "connection.h"
#include "update.h"

#include <arpa/inet.h>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <netinet/tcp.h>
#include <string>
#include <string_view>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <unordered_set>
#include <vector>

using Procession::Bench::Update;
using Procession::Bench::updateMetadata;
using Procession::Bench::UpdatePlaces;

namespace {

struct Peer
{
    int descriptor;
    std::string received;
    std::string unsent;
};

std::string withHead(const std::string &body)
{
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size())
        + "\r\n\r\n" + body;
}

const std::string cannedProcess = withHead(
    R"({"process":{"process_id":"ai_task_12345","process_type":"ai_task","status":"running",)"
    R"("name":"Document Analysis","description":"Analyzing construction document for compliance","progress":75,)"
    R"("message":"AI processing in progress... 2 minutes elapsed","created_at":1700000000.123,)"
    R"("started_at":1700000001.5,"updated_at":1700000121.5,"completed_at":null,"error_message":null,)"
    R"("metadata":{"elapsed_minutes":2,"model":"deepseek-r1","stage":"processing"},"attempt":1,"retry":null,)"
    R"("seq":4711}})");

/// The answer to the only key that the benchmark's subscribers use, from RFC 6455.
constexpr std::string_view handshakeAnswer =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

class LimitServer
{
public:
    explicit LimitServer(uint16_t port)
    {
        const int yes = 1;
        ::setsockopt(m_listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
        const sockaddr_in address = Procession::Load::loopback(port);
        if (::bind(m_listener, reinterpret_cast<const sockaddr *>(&address), sizeof(address)) != 0
            || ::listen(m_listener, 8192) != 0) {
            std::perror("bench_limit");
            std::exit(1);
        }
        const std::string text = Update{}.messageBeforeTime() + "1700000000.123" + std::string(updateMetadata);
        m_frame = {'\x81', 126, static_cast<char>((text.size() + 11) >> 8),
                   static_cast<char>((text.size() + 11) & 255)};
        m_frame += text + "0000000000}";
        m_framePlaces = Procession::Bench::updatePlaces(m_frame);
        const std::string line = Update{}.reportLine();
        m_lineSize = line.size();
        m_linePlaces = Procession::Bench::updatePlaces(line);
        watch(m_listener, nullptr, EPOLL_CTL_ADD, EPOLLIN);
    }

    [[noreturn]] void run()
    {
        std::array<epoll_event, 256> events{};
        while (true) {
            const int count = ::epoll_wait(m_epoll, events.data(), static_cast<int>(events.size()), -1);
            for (int i = 0; i < count; ++i) {
                const epoll_event &event = events[static_cast<size_t>(i)];
                Peer *peer = static_cast<Peer *>(event.data.ptr);
                if (!peer) {
                    accept();
                } else if ((event.events & EPOLLOUT) != 0) {
                    sendMore(*peer);
                } else if (!receive(*peer)) {
                    m_subscribers.erase(peer);
                    ::close(peer->descriptor);
                    delete peer;
                }
            }
        }
    }

private:
    void watch(int descriptor, Peer *peer, int operation, uint32_t what) const
    {
        epoll_event event{};
        event.events = what;
        event.data.ptr = peer;
        ::epoll_ctl(m_epoll, operation, descriptor, &event);
    }

    void accept()
    {
        const int descriptor = ::accept4(m_listener, nullptr, nullptr, SOCK_NONBLOCK);
        if (descriptor < 0)
            return;
        const int yes = 1;
        ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
        watch(descriptor, new Peer{descriptor, {}, {}}, EPOLL_CTL_ADD, EPOLLIN);
    }

    void send(Peer &peer, std::string_view bytes)
    {
        if (!peer.unsent.empty()) {
            peer.unsent += bytes;
            return;
        }
        const ssize_t sent = ::send(peer.descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        const size_t done = sent < 0 ? 0 : static_cast<size_t>(sent);
        if (done < bytes.size()) {
            peer.unsent = bytes.substr(done);
            watch(peer.descriptor, &peer, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
        }
    }

    void sendMore(Peer &peer)
    {
        const ssize_t sent = ::send(peer.descriptor, peer.unsent.data(), peer.unsent.size(), MSG_NOSIGNAL);
        if (sent > 0)
            peer.unsent.erase(0, static_cast<size_t>(sent));
        if (peer.unsent.empty() || (sent < 0 && errno != EAGAIN)) {
            peer.unsent.clear();
            watch(peer.descriptor, &peer, EPOLL_CTL_MOD, EPOLLIN);
        }
    }

    /// False where the peer is gone.
    bool receive(Peer &peer)
    {
        std::array<char, 65536> buffer;
        const ssize_t part = ::recv(peer.descriptor, buffer.data(), buffer.size(), 0);
        if (part <= 0)
            return part < 0 && errno == EAGAIN;
        peer.received.append(buffer.data(), static_cast<size_t>(part));
        const size_t end = peer.received.find("\r\n\r\n");
        if (end == std::string::npos)
            return true;
        const std::string_view head(peer.received.data(), end + 4);
        if (head.starts_with("POST")) {
            const size_t length = head.find("Content-Length: ");
            if (length == std::string_view::npos)
                return false;
            const size_t size = std::strtoul(head.data() + length + 16, nullptr, 10);
            if (peer.received.size() < head.size() + size)
                return true;
            publish(peer, std::string_view(peer.received).substr(head.size(), size));
        } else if (head.find("Upgrade: websocket") != std::string_view::npos) {
            send(peer, handshakeAnswer);
            m_subscribers.insert(&peer);
        } else {
            send(peer, cannedProcess);
        }
        peer.received.clear();
        return true;
    }

    void publish(Peer &reporter, std::string_view lines)
    {
        using namespace Procession::Bench;
        m_frames.clear();
        m_answer.clear();
        for (size_t at = 0; at < lines.size(); at += m_lineSize) {
            m_answer += "{\"status\":200}\n";
            if (lines.size() - at < m_lineSize || lines[at + m_lineSize - 1] != '\n')
                break; // a start, which has another length
            const char *line = lines.data() + at;
            std::memcpy(m_frame.data() + m_framePlaces.key, line + m_linePlaces.key, updateKeySize);
            std::memcpy(m_frame.data() + m_framePlaces.progress, line + m_linePlaces.progress, updateProgressSize);
            std::memcpy(m_frame.data() + m_framePlaces.number, line + m_linePlaces.number, updateNumberSize);
            std::snprintf(m_frame.data() + m_frame.size() - 11, 11, "%010llu",
                          static_cast<unsigned long long>(++m_seq));
            m_frame.back() = '}';
            m_frames += m_frame;
        }
        for (Peer *subscriber : m_subscribers)
            send(*subscriber, m_frames);
        send(reporter, withHead(m_answer));
    }

    const int m_epoll = ::epoll_create1(0);
    const int m_listener = ::socket(AF_INET, SOCK_STREAM, 0);
    std::unordered_set<Peer *> m_subscribers;
    std::string m_frame;
    std::string m_frames;
    std::string m_answer;
    UpdatePlaces m_framePlaces{};
    UpdatePlaces m_linePlaces{};
    size_t m_lineSize = 0;
    unsigned long long m_seq = 0;
};

} // namespace

int main(int argc, char **argv)
{
    std::signal(SIGPIPE, SIG_IGN);
    LimitServer server(static_cast<uint16_t>(argc > 1 ? std::atoi(argv[1]) : 8000));
    server.run();
}
