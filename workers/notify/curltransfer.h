// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayList>
#include <QMap>

#include <array>
#include <chrono>
#include <curl/curl.h>
#include <memory>
#include <stop_token>
#include <vector>

namespace Procession {

/// One transfer by libcurl, with bounds on all that a hostile server could stretch: time, bytes, addresses.
///
/// It follows no redirect and uses no proxy, no cookies and no `.netrc`. The address is checked when the socket to it is
/// made, so a name that changes its address between a check and the connection gains nothing.
/// Threads: one at a time; run() waits for the network, so not one that others need. Owner: the maker.
class CurlTransfer
{
public:
    struct Limits
    {
        std::chrono::milliseconds timeout{30000}; ///< of the whole transfer
        std::chrono::milliseconds connectTimeout{10000};
        bool allowsPrivate = false; ///< addresses that aren't public
        QByteArray caFile{};        ///< empty for the system's certificates
    };

    static constexpr qsizetype mostAnswerBytes = 65536; ///< of the body, and of the heads

    explicit CurlTransfer(const Limits &limits);
    ~CurlTransfer();
    Q_DISABLE_COPY_MOVE(CurlTransfer)

    template <typename Value>
    void set(CURLoption option, Value value)
    {
        curl_easy_setopt(m_easy.get(), option, value);
    }
    void set(CURLoption option, const QByteArray &text) { set(option, text.constData()); }
    /// A list of texts, such as headers.
    void setList(CURLoption option, const QByteArrayList &texts);
    /// Sends it as the body (SMTP: the mail).
    void setUpload(const QByteArray &bytes);

    /// Waits until the transfer has ended, or until it shall stop.
    void run(const std::stop_token &stop);

    // After run().
    bool succeeded() const { return m_code == CURLE_OK; }
    bool wasStopped() const { return m_isStopped; }
    CURLcode code() const { return m_code; }
    /// The last status of the server; 0 where it has sent none.
    int status() const;
    /// Whether a whole head of an HTTP answer came, other than one of the 1xx.
    bool hasHead() const { return m_hasHead; }
    /// The value of a header of the answer, by its name in small letters.
    QByteArray header(const QByteArray &name) const { return m_headers.value(name); }
    /// The first bytes of the answer.
    const QByteArray &answer() const { return m_answer; }
    /// The lines that a mail server said.
    const QByteArrayList &lines() const { return m_lines; }
    /// Whether a connection was begun, by which the URL and its protocol were found to be good.
    bool hasBegun() const { return m_hasBegun; }
    /// A sentence about why it failed.
    QString problem() const;
    /// The address that wasn't connected to since it isn't public; empty where there was another one to try.
    QString refusedAddress() const { return m_hasBegun ? QString() : m_refused; }

private:
    struct Free
    {
        void operator()(CURL *easy) const { curl_easy_cleanup(easy); }
        void operator()(curl_slist *list) const { curl_slist_free_all(list); }
    };

    static curl_socket_t openSocket(void *self, curlsocktype purpose, curl_sockaddr *address);
    static int closeSocket(void *self, curl_socket_t socket);
    static size_t takeAnswer(char *bytes, size_t size, size_t count, void *self);
    static size_t takeHeader(char *bytes, size_t size, size_t count, void *self);
    static size_t giveUpload(char *bytes, size_t size, size_t count, void *self);
    void wait(CURLM *multi, const std::stop_token &stop);
    void stopReading() const;

    const Limits m_limits;
    std::unique_ptr<CURL, Free> m_easy;
    std::vector<std::unique_ptr<curl_slist, Free>> m_lists;
    QByteArray m_upload;
    qsizetype m_uploaded = 0;
    QByteArray m_answer;
    qsizetype m_headBytes = 0;
    QMap<QByteArray, QByteArray> m_headers;
    QByteArrayList m_lines;
    std::vector<int> m_sockets; // that are open
    QString m_refused;
    bool m_hasBegun = false;
    std::array<char, CURL_ERROR_SIZE> m_error{};
    CURLcode m_code = CURLE_OK;
    bool m_hasHead = false;
    bool m_isStopped = false;
};

} // namespace Procession
