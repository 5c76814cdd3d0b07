// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accesspolicy.h"
#include "apioptions.h"
#include "authenticator.h"
#include "change.h"
#include "httpmessage.h"
#include "processjsoncache.h"
#include "processquery.h"
#include "result.h"
#include "serverinfo.h"
#include "serverparts.h"

#include <QJsonObject>
#include <QUrlQuery>

#include <stop_token>

namespace Procession {

/// The REST API: request in, answer out. It knows no socket, so that tests call it as it is.
///
/// A long answer comes in parts (see BodyRest), and many changes are made in slices. Where memory runs out the answer
/// says so (503 `out_of_memory`), and nothing is confirmed that wasn't done.
///
/// Threads: the server's; handleJudged() from any. Owner: Server.
class HttpApi
{
public:
    HttpApi(const ServerParts &parts, Authenticator &authenticator, const ApiOptions &options, ServerInfo info);

    /// Whether a foreign web page sent it: see AccessPolicy.
    std::optional<HttpResponse> refuseForeign(const HttpRequest &request) const { return m_access.refuse(request); }
    /// What can be said by the head of a request alone: who may not pass, and why; how long its body may be; what a
    /// browser must be told with every answer.
    Admission admit(const HttpRequest &head) const;
    /// The refusal of a request that carried no right token, or none that was looked at.
    HttpResponse refuseAccess(const HttpRequest &request, Authenticator::Access access, const QString &wanted) const;
    enum class Disk : quint8 {
        Used,    ///< the answer may take as long as the disk does
        Avoided, ///< where something must be waited for, nothing is done, and the response says what it needs
    };
    /// The answer to a request, refusals included. `stop` ends the wait for other servers.
    HttpResponse handle(const HttpRequest &request, Disk disk = Disk::Used, const std::stop_token &stop = {});
    /// The same for a request that admit() let pass, without the headers that it named. Any thread where it may take
    /// its time.
    HttpResponse handleJudged(const HttpRequest &request, Disk disk, const std::stop_token &stop);

    /// One line of a batch, or one message of a WebSocket client: a start (it names a process_type) or a
    /// report. The answer is what a request of its own would get.
    HttpResponse handleLine(const QByteArray &line);
    /// The answer for what was done but could not be stored yet.
    HttpResponse notStored() const;
    /// The answer where memory ran out. Takes none.
    HttpResponse outOfMemory() const { return m_outOfMemory; }
    /// Appends an answer in the form of a line: its JSON object, with its `status` in front.
    static void appendLine(QByteArray &out, const HttpResponse &answer);

private:
    std::optional<HttpResponse> refuse(const HttpRequest &head) const;
    qsizetype bodyLimit(const HttpRequest &request) const;
    HttpResponse answer(const HttpRequest &request, Disk disk, const std::stop_token &stop);
    HttpResponse dispatch(const HttpRequest &request, Disk disk, const std::stop_token &stop);
    HttpResponse changeByLine(const QByteArray &line);
    /// Whether a request must be left to a call that may use the disk.
    bool mustWaitForDisk(Disk disk) const { return disk == Disk::Avoided && m_archive; }
    std::optional<HttpResponse> refuseWhileNotStored() const;
    /// The service of that path, or null.
    const Service *serviceAt(const QByteArray &path) const;
    /// Whether there may be something at that path.
    bool isRoute(const QByteArray &path) const;
    HttpResponse dispatchCollection(const HttpRequest &request, const QByteArray &name);
    HttpResponse dispatchProcess(const HttpRequest &request, const QByteArray &id, const QByteArray &verb, Disk disk);

    // httpapi_processes.cpp
    HttpResponse listProcesses(const QByteArray &query, Disk disk);
    HttpResponse startProcess(const QByteArray &body, Disk disk);
    HttpResponse start(const QJsonObject &body, Disk disk);
    HttpResponse getProcess(const ProcessId &id, Disk disk);
    HttpResponse reportProcess(const ProcessId &id, const QByteArray &body, Disk disk);
    HttpResponse report(const ProcessId &id, const QJsonObject &body, Disk disk);
    HttpResponse cancelProcess(const ProcessId &id, Disk disk);
    HttpResponse retryProcess(const ProcessId &id, Disk disk);
    HttpResponse deleteProcess(const ProcessId &id, Disk disk);
    HttpResponse conflict(const Error &error, const ProcessId &id) const;
    static void appendProcess(HttpResponse &refusal, const ProcessPtr &process);
    HttpResponse serve(const Service &service, const QByteArray &requestBody, Disk disk,
                       const std::stop_token &stop) const;

    // httpapi_history.cpp
    HttpResponse listFinished(const QUrlQuery &parameters, Disk disk) const;
    HttpResponse getArchived(const ProcessId &id, Disk disk) const;
    HttpResponse deleteArchived(const ProcessId &id, Disk disk) const;
    /// The answer to who wants to change a process that the tracker refused with `error`. One that is only in the
    /// history is finished: it is a conflict of the kind `code`, and no unknown process.
    HttpResponse refusal(const Error &error, const ProcessId &id, ErrorCode code, Disk disk) const;
    HttpResponse listEvents(const ProcessId &id, const QByteArray &query, Disk disk) const;

    // httpapi_bulk.cpp
    enum class BulkAction : quint8 { Cancel, Retry };
    HttpResponse batch(const QByteArray &body);
    HttpResponse import(const QByteArray &body);
    HttpResponse importLine(const QByteArray &line);
    template <typename Handle>
    HttpResponse eachLine(const QByteArray &body, Handle handle) const;
    /// The answer whose body that is: the whole of it where the first part is.
    static HttpResponse begin(const std::shared_ptr<BodyRest> &body);
    HttpResponse bulk(BulkAction action, const QByteArray &body);

    // httpapi_service.cpp
    HttpResponse health() const;
    HttpResponse issueTicket(const HttpRequest &request);
    HttpResponse listTypes() const;
    HttpResponse registerType(const QByteArray &name, const QByteArray &body);
    HttpResponse listStatuses() const;
    HttpResponse listPolicies() const;
    HttpResponse setPolicy(const QByteArray &typeName, const QByteArray &body);

    ProcessTracker &m_tracker;
    EventLog &m_log;
    const Clock &m_clock;
    const Store *m_store;
    const Archive *m_archive;
    const std::vector<Service> m_services;
    Authenticator &m_authenticator;
    const ApiOptions &m_options;
    const AccessPolicy m_access;
    const ServerInfo m_info;
    ProcessJsonCache m_json;
    const HttpResponse m_outOfMemory;
    const std::shared_ptr<const int> m_bulkPlace; // each bulk request at work holds one more reference
};

} // namespace Procession
