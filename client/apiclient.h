// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apiendpoint.h"
#include "apireply.h"
#include "history.h"
#include "outputreply.h"

#include <QMap>
#include <QNetworkAccessManager>
#include <QObject>
#include <QUrlQuery>

#include <chrono>
#include <functional>

namespace Procession {

/// The result of a bulk request; with `isDryRun` of one that would be made.
struct BulkOutcome
{
    struct Entry
    {
        ProcessId id;
        std::optional<ApiError> refusal; ///< why this one stayed as it is; empty where it was changed
    };

    qint64 count = 0;               ///< of the processes that match; in a dry run
    qint64 applicable = 0;          ///< how many of them can be changed; in a dry run
    std::vector<ProcessPtr> sample; ///< some of them; in a dry run
    std::vector<Entry> entries;     ///< one for each that matched; empty in a dry run
};

/// The result of one line of an import.
struct LineOutcome
{
    bool created = false;            ///< false where the server had it already
    std::optional<ApiError> refusal; ///< why the line was refused
};

/// How a server is, by `GET /health`.
struct ServerHealth
{
    bool isOk = true; ///< false while nothing can be stored
    QString problem;  ///< empty where all is well
    QString version;
    std::chrono::milliseconds uptime{0};
    QMap<ProcessStatus, qint64> counts; ///< of the processes that it tracks
    qint64 subscribers = 0;
};

/// The REST API of a server, typed: processes, events and errors go in and out as core's own values.
///
/// Each call sends one request and returns at once. Its callback comes later, exactly once, in the client's thread:
/// with the answer, or with why there is none. After the client's end no callback comes. Requests may overtake each
/// other; a caller that needs an order waits for the answer before the next call. A change that is confirmed is stored: it
/// survives a crash of the server. The client tries nothing twice (see ReportSpool).
///
/// Errors: an ApiError, whose `status` is 0 where the server was silent for longer than the timeout, can't be reached,
/// or its answer broke off or is longer than maxAnswerBytes. An answer that can't be understood has the code `bad_answer`.
/// Threads: the one it lives in, which needs an event loop. Owner: the caller.
class ApiClient : public QObject
{
    Q_OBJECT

public:
    /// The most bytes of an answer that are taken.
    static constexpr qint64 maxAnswerBytes = 256 * 1024 * 1024;

    template <typename T>
    using Callback = std::function<void(const ApiReply<T> &)>;

    /// `timeout` is how long a server may be silent before a request counts as unanswered.
    explicit ApiClient(ApiEndpoint endpoint, std::chrono::milliseconds timeout = std::chrono::seconds(15),
                       QObject *parent = nullptr);

    const ApiEndpoint &endpoint() const { return m_endpoint; }

    /// A page of a list. ProcessPage::nextCursor leads to the next one; it is empty on the last.
    void list(const ProcessQuery &query, const Callback<ProcessPage> &callback);
    /// The same of finished processes, the history's included. Code `no_history` where the server keeps none.
    void list(const HistoryQuery &query, const Callback<ProcessPage> &callback);
    /// The same by the API's own parameters, which the server judges.
    void list(const QUrlQuery &parameters, const Callback<ProcessPage> &callback);
    /// Errors: UnknownProcess.
    void get(const ProcessId &id, const Callback<ProcessPtr> &callback);
    /// The history of a process, oldest event first; `cursor` is that of the page before, empty for the first.
    void events(const ProcessId &id, const QString &cursor, const Callback<HistoryEventPage> &callback);

    /// Begins to track a process. The same start again is answered with the process as it stands.
    void start(const StartChange &start, const Callback<ProcessPtr> &callback);
    /// Reports on a process. A refusal (409) carries the process as it stands.
    void report(const ProcessId &id, const ReportChange &report, const Callback<ProcessPtr> &callback);
    /// `reason` is a sentence for the process's history, up to 500 characters; empty for none.
    void cancel(const ProcessId &id, const QString &reason, const Callback<void> &callback);
    void retry(const ProcessId &id, const QString &reason, const Callback<ProcessPtr> &callback);
    /// Forgets a finished process.
    void remove(const ProcessId &id, const QString &reason, const Callback<void> &callback);

    enum class BulkAction : quint8 { Cancel, Retry };
    /// Cancels or retries all processes that the filter matches; with `isDryRun` only counts them.
    void changeAll(BulkAction action, const ProcessFilter &filter, bool isDryRun, const QString &reason,
                   const Callback<BulkOutcome> &callback);
    /// Takes over processes, one whole process as JSON a line. One outcome for each line that isn't blank.
    void import(const QByteArray &lines, const Callback<std::vector<LineOutcome>> &callback);

    void types(const Callback<QList<ProcessType>> &callback);
    void registerType(const ProcessType &type, const Callback<void> &callback);
    void policies(const Callback<QMap<ProcessType, RetryPolicy>> &callback);
    /// `changes` are members of a policy as JSON; those that are left out stay as they are. The answer is the whole
    /// policy.
    void setPolicy(const ProcessType &type, const QJsonObject &changes, const Callback<RetryPolicy> &callback);

    void health(const Callback<ServerHealth> &callback);

    /// Appends records (see OutputCodec) to the output of an attempt; `offset` is that of their first byte. What the
    /// server has of them already is left out there. The answer comes once they are stored: how the output stands.
    /// `wrong_offset` (409) where the server has less than that; the body's `expected_offset` says how much.
    void appendOutput(const ProcessId &id, int attempt, qint64 offset, const QByteArray &records,
                      const Callback<OutputExtent> &callback);
    /// Reads a part of the output of an attempt.
    void output(const ProcessId &id, const OutputQuestion &question, const Callback<OutputPart> &callback);

    /// Has the server do work itself: `path` is `/ai/tasks`, `/documents` or `/rag/training`, and `body` is what
    /// that route takes. The answer is the process that tells of it.
    void submit(const QString &path, const QJsonObject &body, const Callback<ProcessPtr> &callback);
    /// Reads what a route tells in a form of its own, such as `/processes/ID/attempts`.
    void look(const QString &path, const QUrlQuery &query, const Callback<QJsonObject> &callback);
    /// Asks a route whose answer has a form of its own, such as `/rag/query`.
    void ask(const QString &path, const QJsonObject &body, const Callback<QJsonObject> &callback);
    void ask(const QString &path, const QUrlQuery &query, const QJsonObject &body,
             const Callback<QJsonObject> &callback);
    /// Puts what stands at such a route, such as `/schedules/NAME`, or deletes it.
    void put(const QString &path, const QJsonObject &body, const Callback<QJsonObject> &callback);
    void remove(const QString &path, const QUrlQuery &query, const Callback<QJsonObject> &callback);

private:
    struct Answer
    {
        std::optional<ApiError> error;
        QByteArray text;
        QJsonObject body;
        QList<QPair<QByteArray, QByteArray>> headers{};
    };
    using AnswerCallback = std::function<void(const Answer &)>;
    void send(const QByteArray &method, const QString &path, const QUrlQuery &query, const QByteArray &body,
              const AnswerCallback &callback);
    /// `type` is that of the body.
    void send(const QByteArray &method, QNetworkRequest request, const QByteArray &body, const QByteArray &type,
              AnswerCallback callback);
    Answer answerFrom(class QNetworkReply &reply) const;
    /// `read` makes a Result<T> of the answer's body.
    template <typename T, typename Read>
    void request(const QByteArray &method, const QString &path, const QUrlQuery &query, const QByteArray &body,
                 Read read, const Callback<T> &callback);

    const ApiEndpoint m_endpoint;
    QNetworkAccessManager m_network;
};

} // namespace Procession
