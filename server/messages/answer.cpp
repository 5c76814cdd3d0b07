// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "answer.h"

#include "processjson.h"
#include "store.h"

namespace Procession {

using namespace Qt::StringLiterals;

Refusal &&Refusal::withHeader(const QByteArray &name, const QByteArray &value) &&
{
    headers.emplaceBack(name, value);
    return std::move(*this);
}

Refusal &&Refusal::withRetryAfter(std::chrono::seconds delay) &&
{
    return std::move(*this).withHeader("Retry-After", QByteArray::number(qint64(delay.count())));
}

void Refusal::write(ObjectWriter &answer) const
{
    writeError(answer.object("error"), code, message, field);
    if (process)
        writeProcess(answer.object("process"), **process);
}

Refusal::operator HttpResponse() const
{
    HttpResponse response = jsonResponse(status, [this](ObjectWriter &body) { write(body); });
    response.headers = headers;
    response.afterSeq = process ? (*process)->seq : 0;
    return response;
}

void ProcessAnswer::write(ObjectWriter &answer) const
{
    if (refusal)
        refusal->write(answer);
    else
        writeProcess(answer.object("process"), **process);
}

ProcessAnswer::operator HttpResponse() const
{
    if (refusal)
        return *refusal;
    HttpResponse response = jsonResponse(status, [this](ObjectWriter &body) { write(body); });
    response.afterSeq = afterSeq();
    return response;
}

std::optional<Refusal> refuseUnlessStoring(const Store *store)
{
    const StoreHealth health = store ? store->health() : StoreHealth{};
    if (health.ok())
        return std::nullopt;
    return Refusal(503, "store_unavailable",
                   u"Nothing can be stored right now, so nothing is changed: %1"_s.arg(health.problem))
        .withRetryAfter(std::chrono::seconds(5));
}

HttpResponse answerInParts(BodyPart first, std::shared_ptr<BodyRest> rest)
{
    HttpResponse response;
    response.body = std::move(first.bytes);
    response.afterSeq = first.afterSeq;
    if (first.then == BodyPart::Then::More)
        response.rest = std::move(rest);
    return response;
}

Refusal refusalOfQuery(const Error &error)
{
    return error.code == ErrorCode::InvalidField ? Refusal(error, 400) : Refusal(error);
}

Refusal notStored(const Store *store)
{
    const StoreHealth health = store ? store->health() : StoreHealth{};
    return Refusal(503, "not_stored",
                   u"This was done, but isn't stored yet and would not survive a crash; ask again later. %1"_s.arg(
                       health.problem))
        .withRetryAfter(std::chrono::seconds(5));
}

} // namespace Procession
