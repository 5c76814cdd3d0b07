// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "requesthead.h"

#include "httperror.h"

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// Of headers that are remembered, in bytes.
constexpr qsizetype longestKnownHeaders = 2048;

bool isTokenCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
        || QByteArrayView("!#$%&'*+-.^_`|~").contains(c);
}

bool isToken(QByteArrayView text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), isTokenCharacter);
}

HttpResponse refusal(int status, QByteArrayView code, const QString &message)
{
    HttpResponse response = errorResponse(status, code, message);
    response.close = true;
    return response;
}

HttpResponse malformed(const QString &message)
{
    return refusal(400, "malformed_request", message);
}

/// A list header's elements, trimmed and in lower case.
QList<QByteArray> listElements(const QByteArray &value)
{
    QList<QByteArray> elements;
    for (const QByteArray &part : value.split(','))
        elements.append(part.trimmed().toLower());
    return elements;
}

bool isVisible(char c)
{
    return c > ' ' && c < '\x7f';
}

/// Cuts the scheme and the authority off a target in absolute form, and keeps the authority. RFC 9112, 3.2.2.
std::optional<HttpResponse> takeAuthority(QByteArrayView &target, QByteArray &authority)
{
    constexpr QByteArrayView scheme = "http://";
    if (target.size() < scheme.size() || target.first(scheme.size()).compare(scheme, Qt::CaseInsensitive) != 0)
        return malformed(u"The request's target must be a path that begins with / or an http:// URL, and "
                         "percent-encoded."_s);
    target = target.sliced(scheme.size());
    const auto end = std::find_if(target.begin(), target.end(), [](char c) { return c == '/' || c == '?'; });
    authority = QByteArrayView(target.begin(), end).toByteArray();
    target = QByteArrayView(end, target.end());
    if (authority.isEmpty())
        return malformed(u"The request's target names no host."_s);
    if (authority.contains('@'))
        return malformed(u"The request's target holds a user's name or password, which no URL of HTTP may."_s);
    return std::nullopt;
}

/// `authority` is set where the target names one.
std::optional<HttpResponse> readRequestLine(QByteArrayView line, RequestHead &head, QByteArray &authority)
{
    const qsizetype first = line.indexOf(' ');
    const qsizetype last = line.lastIndexOf(' ');
    if (first <= 0 || last == first || !isToken(line.first(first)))
        return malformed(u"The request line must read METHOD TARGET HTTP/1.1."_s);
    const QByteArrayView method = line.first(first);
    QByteArrayView target = line.sliced(first + 1, last - first - 1);
    const QByteArrayView version = line.sliced(last + 1);

    if (version.size() != 8 || !version.startsWith("HTTP/"))
        return malformed(u"The request line must end in HTTP/1.1."_s);
    if (version != QByteArrayView("HTTP/1.1") && version != QByteArrayView("HTTP/1.0"))
        return refusal(505, "http_version_not_supported", u"This server speaks HTTP/1.1."_s);
    head.isCurrent = version == QByteArrayView("HTTP/1.1");
    head.keepAlive = head.isCurrent;

    const auto known = std::find(httpMethodNames.begin(), httpMethodNames.end(), method);
    if (known == httpMethodNames.end())
        return refusal(501, "method_not_implemented",
                       u"This server knows GET, HEAD, POST, PUT, PATCH, DELETE and OPTIONS."_s);
    head.request.method = static_cast<HttpMethod>(known - httpMethodNames.begin());

    if (!std::all_of(target.begin(), target.end(), isVisible))
        return malformed(u"The request's target must be percent-encoded."_s);
    const bool isForAll = target == QByteArrayView("*") && head.request.method == HttpMethod::Options;
    if (!target.startsWith('/') && !isForAll) {
        if (auto wrong = takeAuthority(target, authority))
            return wrong;
    }
    const qsizetype question = target.indexOf('?');
    head.request.path = (question < 0 ? target : target.first(question)).toByteArray();
    if (head.request.path.isEmpty()) // of a URL
        head.request.path = "/";
    head.request.query = question < 0 ? QByteArray() : target.sliced(question + 1).toByteArray();
    return std::nullopt;
}

std::optional<HttpResponse> readHeaderLine(QByteArrayView line, RequestHead &head)
{
    const qsizetype colon = line.indexOf(':');
    if (colon <= 0 || !isToken(line.first(colon)))
        return malformed(u"A header line must read Name: value."_s);
    const QByteArrayView value = line.sliced(colon + 1).trimmed();
    if (std::any_of(value.begin(), value.end(), isControl))
        return malformed(u"A header's value holds a control character."_s);
    head.request.headers.emplaceBack(line.first(colon).toByteArray().toLower(), value.toByteArray());
    return std::nullopt;
}

/// What the headers say about body and connection.
std::optional<HttpResponse> interpret(RequestHead &head)
{
    int hosts = 0;
    int lengths = 0;
    int origins = 0;
    int authorizations = 0;
    QByteArray transferEncoding;
    QByteArray contentEncoding; // the first that isn't identity
    bool closes = false;
    bool upgradeConnection = false;
    bool upgradeWebSocket = false;
    for (const auto &[name, value] : head.request.headers) {
        if (name == "host") {
            ++hosts;
        } else if (name == "content-length") {
            const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
            if (++lengths > 1 || value.isEmpty() || !std::all_of(value.begin(), value.end(), isDigit))
                return malformed(u"Content-Length must be given once, as a whole number."_s);
            bool fits = false;
            head.contentLength = value.toLongLong(&fits);
            if (!fits)
                return refusal(413, "body_too_large", u"The body is longer than this server takes."_s);
        } else if (name == "transfer-encoding") {
            transferEncoding += (transferEncoding.isEmpty() ? "" : ",") + value.toLower();
        } else if (name == "content-encoding") {
            for (const QByteArray &coding : listElements(value)) {
                if (!coding.isEmpty() && coding != "identity" && contentEncoding.isEmpty())
                    contentEncoding = coding;
            }
        } else if (name == "connection") {
            const QList<QByteArray> options = listElements(value);
            closes = closes || options.contains("close");
            head.keepAlive = head.keepAlive || options.contains("keep-alive");
            upgradeConnection = upgradeConnection || options.contains("upgrade");
        } else if (name == "upgrade") {
            upgradeWebSocket = value.compare("websocket", Qt::CaseInsensitive) == 0;
        } else if (name == "expect") {
            if (value.compare("100-continue", Qt::CaseInsensitive) != 0)
                return refusal(417, "expectation_failed", u"The only expectation that can be met is 100-continue."_s);
            head.expectsContinue = head.isCurrent;
        } else if (name == "origin") {
            ++origins;
        } else if (name == "authorization") {
            ++authorizations;
        }
    }
    head.keepAlive = head.keepAlive && !closes;
    const bool onlyReads = head.request.method == HttpMethod::Get || head.request.method == HttpMethod::Head;
    if (hosts != 1 && !(hosts == 0 && !head.isCurrent && onlyReads))
        return malformed(u"A request needs exactly one Host header."_s);
    if (origins > 1 || authorizations > 1)
        return malformed(u"Origin and Authorization may be given once."_s);
    if (!transferEncoding.isEmpty()) {
        if (lengths > 0)
            return malformed(u"Content-Length and Transfer-Encoding exclude each other."_s);
        if (!head.isCurrent)
            return malformed(u"HTTP/1.0 knows no Transfer-Encoding."_s);
        if (transferEncoding != "chunked")
            return refusal(501, "transfer_encoding_not_implemented", u"The only transfer encoding taken is chunked."_s);
        head.chunked = true;
    }
    if (!contentEncoding.isEmpty() && head.hasBody()) {
        HttpResponse refused =
            refusal(415, "unsupported_encoding",
                    u"The body is encoded as \"%1\", and this server takes bodies as they are; send it without "
                    "Content-Encoding."_s.arg(QString::fromLatin1(contentEncoding.left(64))));
        refused.headers.emplaceBack("Accept-Encoding", "identity");
        return refused;
    }
    head.upgradesToWebSocket = head.isCurrent && upgradeConnection && upgradeWebSocket;
    return std::nullopt;
}

/// The host that the target names stands in place of what Host says.
void setHost(RequestHead &head, const QByteArray &authority)
{
    if (authority.isEmpty())
        return;
    QList<HttpHeader> &headers = head.request.headers;
    headers.removeIf([](const HttpHeader &header) { return header.first == "host"; });
    headers.emplaceBack("host", authority);
}

} // namespace

RequestHeadParser::Outcome RequestHeadParser::parse(QByteArrayView bytes, qsizetype maxBytes)
{
    // Empty lines before a request are forgiven, as RFC 9112 asks.
    qsizetype begin = 0;
    while (bytes.sliced(begin).startsWith("\r\n"))
        begin += 2;

    if (!m_knownHeaders.isEmpty()) {
        const qsizetype lineEnd = std::max(begin, bytes.indexOf('\r', begin));
        const qsizetype size = lineEnd + m_knownHeaders.size();
        if (size <= maxBytes && bytes.sliced(lineEnd).startsWith(m_knownHeaders)) {
            RequestHead head = m_known;
            head.size = size;
            QByteArray authority;
            const auto wrong = readRequestLine(bytes.sliced(begin, lineEnd - begin), head, authority);
            if (!wrong && head.isCurrent) { // as it was for the known ones
                setHost(head, authority);
                return head;
            }
        }
    }

    const qsizetype end = bytes.indexOf("\r\n\r\n", begin);
    const QByteArrayView seen = bytes.sliced(begin, (end < 0 ? bytes.size() : end) - begin);
    // Garbage, such as a TLS greeting, is told at once rather than waited out.
    for (qsizetype i = 0; i < seen.size(); ++i) {
        const auto c = static_cast<uchar>(seen[i]);
        const bool lineEnd = c == '\n' ? i > 0 && seen[i - 1] == '\r'
                                       : c == '\r' && (i + 1 < seen.size() ? seen[i + 1] == '\n' : end < 0);
        if ((c < ' ' && c != '\t' && !lineEnd) || c == 0x7f)
            return malformed(u"This is not an HTTP request: lines end in CR LF and hold no control characters."_s);
    }
    if (begin + seen.size() + 4 > maxBytes && (end < 0 ? bytes.size() : end + 4) > maxBytes)
        return refusal(431, "headers_too_large", u"The request's head is longer than %1 bytes."_s.arg(maxBytes));
    if (end < 0)
        return Incomplete{};

    RequestHead head;
    head.size = end + 4;
    QByteArray authority;
    bool first = true;
    for (qsizetype at = 0; at <= seen.size();) {
        qsizetype lineEnd = seen.indexOf("\r\n", at);
        if (lineEnd < 0)
            lineEnd = seen.size();
        const QByteArrayView line = seen.sliced(at, lineEnd - at);
        if (const auto wrong = first ? readRequestLine(line, head, authority) : readHeaderLine(line, head))
            return *wrong;
        first = false;
        at = lineEnd + 2;
    }
    if (const auto wrong = interpret(head))
        return *wrong;
    if (head.isCurrent && head.keepAlive) { // and so there is a header: Host
        const QByteArrayView headers = bytes.sliced(begin, head.size - begin).sliced(seen.indexOf("\r\n"));
        if (headers.size() <= longestKnownHeaders) {
            m_knownHeaders = headers.toByteArray();
            m_known = head;
        }
    }
    setHost(head, authority);
    return head;
}

} // namespace Procession
