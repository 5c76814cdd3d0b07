// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "actor.h"
#include "answer.h"
#include "filterparameters.h"
#include "httpmessage.h"
#include "processid.h"
#include "processtype.h"

#include <QJsonObject>
#include <QUrlQuery>

#include <functional>
#include <optional>
#include <stop_token>

namespace Procession {

/// What a client must be allowed to do before it may use a route. Today there is one token, and it allows everything.
enum class Role : quint8 {
    Anyone,   ///< no token is asked for
    Viewer,   ///< reads; a route of this role changes no process and no setting
    Reporter, ///< starts processes and reports on them
    Operator, ///< cancels, retries and deletes processes, and gives work to the server
    Admin,    ///< changes settings that hold for many processes
};

/// Where the answer of a route is made.
enum class Runs : quint8 {
    Here,         ///< in the server's thread: it waits for nothing
    HereOrOnDisk, ///< in the server's thread as long as the memory knows the answer, else as OnDisk
    OnDisk,       ///< in one of the few threads that read the history
    OnNetwork,    ///< in one of a few threads of their own, since it may have to wait for another server
    OnOutput,     ///< in one of the few threads that append output and read it
    OnSearch,     ///< in one of the few threads that look through long output
};

/// What the body of a request is, which also decides how long it may be.
enum class BodyKind : quint8 {
    Ignored,
    None,     ///< empty, or an object without members
    Reason,   ///< the same, but for a `reason`, which becomes a part of Call::origin
    Optional, ///< a JSON object, or empty for one without members
    Object,   ///< a JSON object
    Lines,    ///< NDJSON: as long as a batch may be
    Bytes,    ///< any bytes, as they came in HttpRequest::body: up to OutputController::maxAppendBytes
    Note,     ///< the same: up to ExpectationController::maxPingBytes
};

/// One request on a route, read as far as the table of routes tells how. Lives for one call of Route::answer.
struct Call
{
    const HttpRequest &request;
    const Principal *principal = nullptr; ///< who asks; null on a route of Anyone
    ProcessId process{};                  ///< that the path names
    std::optional<ProcessType> type{};    ///< that the path names; nothing where it spells none
    QString name{};         ///< of a tool, a schedule or an expectation, or the key of a ping, that the path names
    Origin origin{};        ///< who asks, from where, and why; of a route that changes something
    QUrlQuery query{};      ///< has no parameters but those of the route
    QJsonObject body{};     ///< empty where the route takes lines, bytes or no body
    bool mayUseDisk = true; ///< false in the server's thread
    std::stop_token stop{}; ///< says that the server ends: an answer that waits gives up soon after
};

/// An answer, or nothing where it needs the disk and the call may not use it. Only a route that Runs::HereOrOnDisk may
/// do so, and has changed nothing then: it is called again in a thread that may wait.
using Answer = std::optional<HttpResponse>;
inline constexpr std::nullopt_t needsDisk = std::nullopt;

/// The WebSocket that a handshake on a route opens.
enum class WebSocketKind : quint8 {
    None,
    Processes, ///< the feed of what happens to processes
    Output,    ///< the output of an attempt, as it comes
    Append,    ///< takes the output of an attempt, as it comes
};

/// One thing that a client can ask for. Plain data.
///
/// A response that confirms a change says so by HttpResponse::afterSeq, wherever it was made: it is sent once the log is
/// committed up to there.
struct Route
{
    HttpMethod method = HttpMethod::Get; ///< Get serves HEAD as well
    QByteArray pattern;                  ///< such as `/processes/{process_id}/cancel`; see RouteTable
    Role role = Role::Viewer;
    Runs runs = Runs::Here;
    BodyKind body = BodyKind::Ignored;
    QByteArray summary; ///< one line for the reference
    std::function<Answer(const Call &call)> answer;
    std::optional<QueryParameters> query = QueryParameters(); ///< nothing: the route doesn't look at them
    WebSocketKind webSocket = WebSocketKind::None;

    /// Whether a request on it may change a process or a setting.
    bool changes() const { return role > Role::Viewer; }
};

} // namespace Procession
