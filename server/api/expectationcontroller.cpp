// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "expectationcontroller.h"

#include "authenticator.h"
#include "clock.h"
#include "expectationjson.h"
#include "jsonreader.h"
#include "origins.h"
#include "processtracker.h"
#include "serverparts.h"

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

Error unknown(const QString &name)
{
    return {ErrorCode::UnknownExpectation, u"There is no expectation \"%1\"; GET /expectations lists them."_s.arg(name),
            u"name"_s};
}

/// The address by which the client reached this server.
QByteArray baseOf(const HttpRequest &request)
{
    const QByteArray host = request.header("host");
    const bool isSecure = request.header("x-forwarded-proto") == "https";
    return (isSecure ? "https://" : "http://") + (host.isEmpty() ? QByteArray("127.0.0.1:8000") : host);
}

Result<QUuid> ridFrom(const QString &text)
{
    const QUuid rid = QUuid::fromString(text);
    if (text.isEmpty() || !rid.isNull())
        return rid;
    return Error{ErrorCode::InvalidField, u"rid is a UUID, the same for the begin and the end of a run."_s, u"rid"_s};
}

/// What the end of a ping's path says, such as `/start` or `/3`; nothing where it says nothing known.
std::optional<Ping> pingFromPath(QByteArrayView path)
{
    Ping ping;
    const QByteArrayView rest = path.sliced(QByteArrayView("/ping/").size());
    const qsizetype slash = rest.indexOf('/');
    if (slash < 0)
        return ping;
    const QByteArrayView word = rest.sliced(slash + 1);
    bool isCode = false;
    const int code = word.toInt(&isCode);
    if (isCode && code >= 0 && code <= 255) {
        ping.exitCode = code;
        ping.signal = code == 0 ? PingSignal::Success : PingSignal::Failure;
        return ping;
    }
    const auto signal = pingSignalFromString(QString::fromLatin1(word));
    if (!signal || *signal == PingSignal::Success || *signal == PingSignal::Cancel)
        return std::nullopt;
    ping.signal = *signal;
    return ping;
}

} // namespace

ExpectationController::ExpectationController(const ServerParts &parts, Authenticator &authenticator, Origins &origins)
    : m_tracker(parts.tracker)
    , m_clock(parts.clock)
    , m_store(parts.store)
    , m_authenticator(authenticator)
    , m_origins(origins)
{
}

/// `keyFor` is the request of somebody who may know the key; null for all others.
HttpResponse ExpectationController::answerWith(int status, const ExpectationPtr &expectation,
                                               const HttpRequest *keyFor) const
{
    HttpResponse response = jsonResponse(status, [&](ObjectWriter &body) {
        {
            ObjectWriter object = body.object("expectation");
            writeExpectation(object, *expectation, m_clock.wallMs(), true);
        }
        if (keyFor) {
            body.ascii("ping_key", expectation->key);
            body.text("ping_url", QByteArrayView(baseOf(*keyFor) + "/ping/" + expectation->key));
        }
    });
    response.afterSeq = expectation->seq;
    return response;
}

Answer ExpectationController::list(const Call &call) const
{
    const Text tag = call.query.queryItemValue(u"tag"_s, QUrl::FullyDecoded);
    const std::vector<ExpectationPtr> expectations = m_tracker.expectations();
    return jsonResponse(200, [&](ObjectWriter &body) {
        ArrayWriter list = body.array("expectations");
        for (const ExpectationPtr &expectation : expectations) {
            const std::vector<Text> &tags = expectation->definition.tags;
            if (!tag.isEmpty() && std::find(tags.begin(), tags.end(), tag) == tags.end())
                continue;
            ObjectWriter object = list.object();
            writeExpectation(object, *expectation, m_clock.wallMs());
        }
    });
}

Answer ExpectationController::get(const Call &call) const
{
    const ExpectationPtr expectation = m_tracker.findExpectation(call.name);
    return expectation ? Answer(answerWith(200, expectation)) : Refusal(unknown(call.name));
}

Answer ExpectationController::put(const Call &call) const
{
    const auto definition = expectationFromJson(call.name, call.body);
    if (!definition)
        return Refusal(definition.error());
    const bool isNew = !m_tracker.findExpectation(definition->name);
    if (isNew && m_tracker.expectations().size() >= maxExpectations) {
        return Refusal({ErrorCode::Conflict,
                        u"There are %1 expectations already, and no more are taken."_s.arg(maxExpectations),
                        {}});
    }
    const auto changed =
        m_tracker.changeExpectation(definition->name, ExpectationChange::Put{*definition, newPingKey()}, call.origin);
    return changed ? Answer(answerWith(isNew ? 201 : 200, *changed, &call.request)) : Refusal(changed.error());
}

template <typename Change>
Answer ExpectationController::change(const Call &call, Change &&change) const
{
    const auto changed = m_tracker.changeExpectation(call.name, std::forward<Change>(change), call.origin);
    if (!changed)
        return Refusal(changed.error().code == ErrorCode::UnknownExpectation ? unknown(call.name) : changed.error());
    return answerWith(200, *changed);
}

Answer ExpectationController::remove(const Call &call) const
{
    return change(call, ExpectationChange::Remove{});
}

Answer ExpectationController::pause(const Call &call) const
{
    JsonReader reader(call.body);
    reader.onlyKeys({"note"_L1});
    const QString note = reader.text("note"_L1, Origin::maxReasonLength).value_or(QString());
    if (reader.error())
        return Refusal(*reader.error());
    return change(call, ExpectationChange::Pause{note});
}

Answer ExpectationController::resume(const Call &call) const
{
    return change(call, ExpectationChange::Resume{});
}

Answer ExpectationController::key(const Call &call) const
{
    const ExpectationPtr expectation = m_tracker.findExpectation(call.name);
    return expectation ? Answer(answerWith(200, expectation, &call.request)) : Refusal(unknown(call.name));
}

Answer ExpectationController::newKey(const Call &call) const
{
    const auto changed = m_tracker.changeExpectation(call.name, ExpectationChange::Rekey{newPingKey()}, call.origin);
    if (!changed)
        return Refusal(changed.error().code == ErrorCode::UnknownExpectation ? unknown(call.name) : changed.error());
    return answerWith(200, *changed, &call.request);
}

/// Nothing while the expectation's job doesn't ping too often.
std::optional<HttpResponse> ExpectationController::refuseTooMany(const ExpectationPtr &expectation)
{
    if (m_allowedMs.size() > qsizetype(2 * maxExpectations))
        m_allowedMs.clear(); // of some that are gone
    const qint64 now = m_clock.steadyMs();
    qint64 &allowed = m_allowedMs[expectation->definition.name];
    const qint64 next = std::max(allowed, now) + pingPauseMs;
    if (next - now > burst * pingPauseMs) {
        return Refusal(429, "too_many_pings", u"A job may ping once a second; this one was heard too often."_s)
            .withRetryAfter(std::chrono::seconds(1));
    }
    allowed = next;
    return std::nullopt;
}

Answer ExpectationController::hear(const ExpectationPtr &expectation, Ping ping, const Origin &origin)
{
    if (auto refusal = refuseTooMany(expectation))
        return refusal;
    const auto heard =
        m_tracker.changeExpectation(expectation->definition.name, ExpectationChange::Hear{std::move(ping)}, origin);
    if (!heard)
        return Refusal(heard.error());
    return answerWith(200, *heard);
}

Answer ExpectationController::pingByName(const Call &call)
{
    JsonReader reader(call.body);
    reader.onlyKeys({"signal"_L1, "exit_code"_L1, "rid"_L1, "text"_L1});
    Ping ping;
    ping.exitCode = reader.integer("exit_code"_L1, 0, 255);
    const auto signal = pingSignalFromString(
        reader.text("signal"_L1, 32).value_or(ping.exitCode.value_or(0) == 0 ? u"success"_s : u"fail"_s));
    if (!signal)
        reader.fail("signal"_L1, u"A signal is success, start, fail, log or cancel."_s);
    const auto rid = ridFrom(reader.text("rid"_L1, 64).value_or(QString()));
    ping.text = reader.text("text"_L1, Ping::maxTextBytes).value_or(QString());
    if (reader.error())
        return Refusal(*reader.error());
    if (!rid)
        return Refusal(rid.error());
    ping.signal = *signal;
    ping.rid = *rid;
    const ExpectationPtr expectation = m_tracker.findExpectation(call.name);
    return expectation ? hear(expectation, std::move(ping), call.origin) : Refusal(unknown(call.name));
}

Answer ExpectationController::ping(const Call &call)
{
    const HttpRequest &request = call.request;
    const ExpectationPtr expectation = m_tracker.expectationOfKey(call.name.toUtf8());
    if (auto refusal = m_authenticator.refusePingKey(request.peer, expectation != nullptr))
        return refusal;
    if (const auto refusal = refuseUnlessStoring(m_store))
        return *refusal;
    auto ping = pingFromPath(request.path);
    if (!ping) {
        return Refusal(
            {ErrorCode::InvalidField, u"A ping ends with its key, or with /start, /fail, /log or an exit code."_s, {}},
            400);
    }
    const auto rid = ridFrom(QUrlQuery(QString::fromUtf8(request.query)).queryItemValue(u"rid"_s, QUrl::FullyDecoded));
    if (!rid)
        return Refusal(rid.error(), 400);
    ping->rid = *rid;
    ping->text = QString::fromUtf8(request.body.first(std::min(request.body.size(), Ping::maxTextBytes)));
    Answer answer = hear(expectation, std::move(*ping), m_origins.of(request, m_pinger));
    if (answer->status == 200) {
        answer->body = "OK"; // the pinger isn't told more
        answer->contentType = "text/plain";
    }
    return answer;
}

} // namespace Procession
