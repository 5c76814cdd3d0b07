// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "curltransfer.h"

#include "publicaddress.h"

#include <algorithm>
#include <csignal>
#include <cstring>
#include <mutex>
#include <sys/socket.h>
#include <unistd.h>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr int pollMs = 1000; // curl itself wakes up earlier where it has to
constexpr qsizetype mostLines = 1000;

void beginCurl()
{
    static std::once_flag once;
    std::call_once(once, [] {
        curl_global_init(CURL_GLOBAL_DEFAULT);
        // As Qt does before it writes to a socket: TLS may write to one whose other side is gone.
        struct sigaction present = {};
        if (::sigaction(SIGPIPE, nullptr, &present) == 0 && present.sa_handler == SIG_DFL)
            ::signal(SIGPIPE, SIG_IGN);
    });
}

} // namespace

CurlTransfer::CurlTransfer(const Limits &limits)
    : m_limits(limits)
{
    beginCurl();
    m_easy.reset(curl_easy_init());
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_PROXY, ""); // none of the environment either
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(limits.timeout.count()));
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::min(limits.connectTimeout, limits.timeout).count()));
    set(CURLOPT_ERRORBUFFER, m_error.data());
    set(CURLOPT_OPENSOCKETFUNCTION, &CurlTransfer::openSocket);
    set(CURLOPT_OPENSOCKETDATA, this);
    set(CURLOPT_CLOSESOCKETFUNCTION, &CurlTransfer::closeSocket);
    set(CURLOPT_CLOSESOCKETDATA, this);
    set(CURLOPT_WRITEFUNCTION, &CurlTransfer::takeAnswer);
    set(CURLOPT_WRITEDATA, this);
    set(CURLOPT_HEADERFUNCTION, &CurlTransfer::takeHeader);
    set(CURLOPT_HEADERDATA, this);
    if (!limits.caFile.isEmpty())
        set(CURLOPT_CAINFO, limits.caFile);
}

CurlTransfer::~CurlTransfer() = default;

void CurlTransfer::setList(CURLoption option, const QByteArrayList &texts)
{
    curl_slist *list = nullptr;
    for (const QByteArray &text : texts)
        list = curl_slist_append(list, text.constData());
    m_lists.emplace_back(list);
    set(option, list);
}

void CurlTransfer::setUpload(const QByteArray &bytes)
{
    m_upload = bytes;
    m_uploaded = 0;
    set(CURLOPT_UPLOAD, 1L);
    set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(bytes.size()));
    set(CURLOPT_READFUNCTION, &CurlTransfer::giveUpload);
    set(CURLOPT_READDATA, this);
}

curl_socket_t CurlTransfer::openSocket(void *self, curlsocktype, curl_sockaddr *address)
{
    auto *transfer = static_cast<CurlTransfer *>(self);
    const QHostAddress host(&address->addr);
    if (!transfer->m_limits.allowsPrivate && !isPublicAddress(host)) {
        transfer->m_refused = host.toString();
        return CURL_SOCKET_BAD;
    }
    transfer->m_hasBegun = true;
    const int made = ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    if (made >= 0)
        transfer->m_sockets.push_back(made);
    return made;
}

int CurlTransfer::closeSocket(void *self, curl_socket_t socket)
{
    std::erase(static_cast<CurlTransfer *>(self)->m_sockets, socket);
    return ::close(socket);
}

/// curl takes leave of a mail server and waits two minutes for its answer, however the transfer ended. This lets it say
/// that and find the end at once.
void CurlTransfer::stopReading() const
{
    for (const int socket : m_sockets)
        ::shutdown(socket, SHUT_RD);
}

size_t CurlTransfer::takeAnswer(char *bytes, size_t size, size_t count, void *self)
{
    auto *transfer = static_cast<CurlTransfer *>(self);
    const auto length = static_cast<qsizetype>(size * count);
    const qsizetype room = mostAnswerBytes - transfer->m_answer.size();
    transfer->m_answer.append(bytes, std::min(length, room));
    return length > room ? 0 : size * count; // 0 ends the transfer
}

size_t CurlTransfer::takeHeader(char *bytes, size_t size, size_t count, void *self)
{
    auto *transfer = static_cast<CurlTransfer *>(self);
    const QByteArray line = QByteArray(bytes, static_cast<qsizetype>(size * count)).trimmed();
    transfer->m_headBytes += static_cast<qsizetype>(size * count);
    if (transfer->m_headBytes > mostAnswerBytes)
        return 0;
    if (transfer->m_lines.size() < mostLines)
        transfer->m_lines.append(line);
    if (line.startsWith("HTTP/"))
        transfer->m_headers.clear();
    else if (const qsizetype colon = line.indexOf(':'); colon > 0)
        transfer->m_headers.insert(line.first(colon).toLower(), line.sliced(colon + 1).trimmed());
    else if (line.isEmpty() && transfer->status() >= 200)
        transfer->m_hasHead = true;
    return size * count;
}

size_t CurlTransfer::giveUpload(char *bytes, size_t size, size_t count, void *self)
{
    auto *transfer = static_cast<CurlTransfer *>(self);
    const qsizetype length =
        std::min(static_cast<qsizetype>(size * count), transfer->m_upload.size() - transfer->m_uploaded);
    std::memcpy(bytes, transfer->m_upload.constData() + transfer->m_uploaded, static_cast<size_t>(length));
    transfer->m_uploaded += length;
    return static_cast<size_t>(length);
}

void CurlTransfer::run(const std::stop_token &stop)
{
    const std::unique_ptr<CURLM, decltype(&curl_multi_cleanup)> multi(curl_multi_init(), &curl_multi_cleanup);
    curl_multi_add_handle(multi.get(), m_easy.get());
    {
        const std::stop_callback wake(stop, [&multi] { curl_multi_wakeup(multi.get()); });
        wait(multi.get(), stop);
    }
    m_code = CURLE_ABORTED_BY_CALLBACK;
    int left = 0;
    while (const CURLMsg *message = curl_multi_info_read(multi.get(), &left)) {
        if (message->msg == CURLMSG_DONE)
            m_code = message->data.result;
    }
    stopReading();
    m_isStopped = m_code == CURLE_ABORTED_BY_CALLBACK && stop.stop_requested();
    curl_multi_remove_handle(multi.get(), m_easy.get());
}

void CurlTransfer::wait(CURLM *multi, const std::stop_token &stop)
{
    int running = 1;
    while (!stop.stop_requested()) {
        if (curl_multi_perform(multi, &running) != CURLM_OK || running == 0)
            return;
        if (curl_multi_poll(multi, nullptr, 0, pollMs, nullptr) != CURLM_OK)
            return;
    }
}

int CurlTransfer::status() const
{
    long status = 0;
    curl_easy_getinfo(m_easy.get(), CURLINFO_RESPONSE_CODE, &status);
    return static_cast<int>(status);
}

QString CurlTransfer::problem() const
{
    return QString::fromUtf8(m_error.front() != '\0' ? m_error.data() : curl_easy_strerror(m_code));
}

} // namespace Procession
