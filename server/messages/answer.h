// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event.h"
#include "httperror.h"
#include "jsonwriter.h"

#include <chrono>
#include <optional>

namespace Procession {

class Store;

/// Why something that a client asked for isn't done. A value: it is printed once, as the body of an answer or as a part
/// of a longer one. Plain data.
struct Refusal
{
    Refusal(const Error &error)
        : Refusal(error, httpStatus(error.code))
    {
    }
    Refusal(const Error &error, int refusedWith)
        : status(refusedWith)
        , code(QByteArrayView(wireName(error.code).data(), wireName(error.code).size()))
        , message(error.message)
        , field(error.field)
    {
    }
    /// For what isn't about a process: limits, authentication, routing.
    Refusal(int refusedWith, QByteArrayView literal, const QString &sentence)
        : status(refusedWith)
        , code(literal)
        , message(sentence)
    {
    }

    int status;
    QByteArrayView code;  ///< a literal
    QString message;      ///< a sentence that a person can act on
    QString field{};      ///< empty where no single field is at fault
    ProcessPtr process{}; ///< how the process stands, which the client learns with the refusal; null for none
    QList<HttpHeader> headers{};

    Refusal &&withHeader(const QByteArray &name, const QByteArray &value) &&;
    /// Tells how long the client shall wait before it asks again.
    Refusal &&withRetryAfter(std::chrono::seconds delay) &&;

    /// Prints the members `error` and, where there is one, `process`.
    void write(ObjectWriter &answer) const;
    /// The answer to a request.
    operator HttpResponse() const;
};

/// The refusal of a question for an error in answering it: 400 where the question itself is at fault.
Refusal refusalOfQuery(const Error &error);

/// What came of a request that is about one process: a request of its own, a line of a batch, or a message over the
/// feed. Plain data.
struct ProcessAnswer
{
    ProcessAnswer(int doneWith, ProcessPtr doneTo)
        : status(doneWith)
        , process(std::move(doneTo))
    {
    }
    ProcessAnswer(Refusal why)
        : status(why.status)
        , process(why.process)
        , refusal(std::move(why))
    {
    }

    int status;
    ProcessPtr process; ///< as it is told to the client; null where a refusal tells none
    std::optional<Refusal> refusal{};

    /// The answer is sent once the log is committed up to here; 0 where it confirms nothing.
    quint64 afterSeq() const { return process ? (*process)->seq : 0; }
    /// Prints the members `process` or `error`.
    void write(ObjectWriter &answer) const;
    operator HttpResponse() const;
};

/// The refusal of every change while `store` can't write; nothing where it can, and where there is none (null).
std::optional<Refusal> refuseUnlessStoring(const Store *store);
/// The refusal that takes the place of an answer whose change was made and couldn't be stored.
Refusal notStored(const Store *store);

/// The answer whose body begins with `first` and goes on with `rest`, where there is more.
HttpResponse answerInParts(BodyPart first, std::shared_ptr<BodyRest> rest);

/// An answer whose body is one JSON object, of which `write` prints the members.
template <typename Write>
HttpResponse jsonResponse(int status, Write write)
{
    HttpResponse response;
    response.status = status;
    constexpr qsizetype usualSize = 800; // of a process
    response.body.reserve(usualSize);
    ObjectWriter body(response.body);
    write(body);
    body.close();
    return response;
}

} // namespace Procession
