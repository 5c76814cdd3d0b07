// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "aifailure.h"

#include "chatreader.h"

#include <QStringList>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr int tooManyRequests = 429;
constexpr int requestTimeout = 408;
constexpr int tooEarly = 425;

QString advice(int status)
{
    switch (status) {
    case 401:
    case 403:
        return u" Check the key in LLM_API_KEY."_s;
    case 404:
        return u" Check LLM_BASE_URL and the model."_s;
    default:
        return {};
    }
}

} // namespace

AiFailure AiFailure::ofConnection(QNetworkReply::NetworkError error, const QString &errorText, const QString &server)
{
    switch (error) {
    case QNetworkReply::ConnectionRefusedError:
        return {u"There is no AI server at %1: the connection was refused. Start one there, or set LLM_BASE_URL."_s.arg(
            server)};
    case QNetworkReply::HostNotFoundError:
        return {u"There is no AI server at %1: no such host is known. Check LLM_BASE_URL."_s.arg(server)};
    case QNetworkReply::RemoteHostClosedError:
        return {u"The AI server at %1 closed the connection before its answer was complete."_s.arg(server)};
    case QNetworkReply::OperationCanceledError:
        return {u"The AI server at %1 did not answer in time."_s.arg(server)};
    case QNetworkReply::SslHandshakeFailedError:
        return {u"The AI server at %1 isn't trusted (%2). It isn't tried again."_s.arg(server, errorText), false};
    default:
        return {u"The connection to the AI server at %1 failed: %2."_s.arg(server, errorText)};
    }
}

AiFailure AiFailure::ofStatus(int status, const QByteArray &body, std::optional<std::chrono::milliseconds> retryAfter,
                              const QString &server)
{
    QString said = chatErrorMessage(body);
    if (!said.isEmpty())
        said.prepend(u": "_s);
    if (!said.endsWith(u'.') && !said.endsWith(u'…'))
        said += u'.';
    AiFailure failure;
    if (status == tooManyRequests) {
        failure.message = u"The AI server at %1 has too much to do (429)%2"_s.arg(server, said);
        failure.retryAfter = retryAfter;
        if (failure.retryAfter)
            failure.message += u" It asks to wait %1 s."_s.arg(failure.retryAfter->count() / 1000);
        return failure;
    }
    if (status >= 500 || status == requestTimeout || status == tooEarly) {
        failure.message = u"The AI server at %1 failed (%2)%3"_s.arg(server, QString::number(status), said);
        failure.retryAfter = retryAfter;
        return failure;
    }
    failure.retryable = false;
    if (status >= 300 && status < 400) {
        failure.message =
            u"The AI server at %1 sends elsewhere (%2), which isn't followed, since the key is for "
            "this server only. Set LLM_BASE_URL to where it really is."_s.arg(server, QString::number(status));
        return failure;
    }
    failure.message =
        u"The AI server at %1 refused the request (%2)%3%4 It isn't tried again, since it would be refused again."_s
            .arg(server, QString::number(status), said, advice(status));
    return failure;
}

QString AiOutcome::reason() const
{
    // As servers beside OpenAI's name it, too.
    static const QStringList filters{u"content_filter"_s, u"content-filter"_s, u"safety"_s,
                                     u"recitation"_s,     u"blocklist"_s,      u"prohibited_content"_s};
    if (!refusal.isEmpty() || finishReason.compare("refusal"_L1, Qt::CaseInsensitive) == 0)
        return u"refusal"_s;
    if (filters.contains(finishReason, Qt::CaseInsensitive))
        return u"content_filter"_s;
    if (!tool.isEmpty() || finishReason == "tool_calls"_L1 || finishReason == "function_call"_L1)
        return u"tool_calls"_s;
    if (finishReason == "length"_L1 || finishReason == "max_tokens"_L1)
        return u"length"_s;
    return hasAnswer ? QString() : u"no_answer"_s;
}

std::optional<AiFailure> AiOutcome::failure() const
{
    const QString why = reason();
    AiFailure failure;
    failure.reason = why;
    failure.retryable = false;
    if (why == "refusal"_L1) { // what it said beside is no answer either
        failure.message = refusal.isEmpty() ? u"The model refused to answer. It isn't tried again."_s
                                            : u"The model refused to answer: %1"_s.arg(refusal);
        return failure;
    }
    if (hasAnswer)
        return std::nullopt;
    if (why == "content_filter"_L1) {
        failure.message = u"The content filter of the AI server stopped the answer before it had begun. It isn't tried "
                          "again."_s;
    } else if (why == "tool_calls"_L1) {
        failure.message = tool.size() > 1
            ? u"The model wanted to call the tool \"%1\" in place of an answer; Procession has no tools for it."_s.arg(
                tool)
            : u"The model wanted to call a tool in place of an answer; Procession has no tools for it."_s;
    } else if (why == "length"_L1) {
        failure.message = hasThoughts
            ? u"The model spent all tokens that it was to take on its thoughts, and did not answer. Allow more "
              "(max_tokens)."_s
            : u"The model came to the end of the tokens that it was to take before it answered. Allow more "
              "(max_tokens)."_s;
    } else {
        failure.retryable = true; // models that draw lots may speak the next time
        failure.message = hasThoughts ? u"The model ended after its thoughts, and did not answer."_s
                                      : u"The model ended its answer without a word."_s;
    }
    return failure;
}

QString AiOutcome::shortfall() const
{
    const QString why = reason();
    if (why == "length"_L1)
        return u"Cut off at the most tokens that it was to take"_s;
    if (why == "content_filter"_L1)
        return u"Cut off by the content filter of the AI server"_s;
    if (why == "tool_calls"_L1)
        return u"Ended to call a tool, which Procession doesn't have"_s;
    return {};
}

} // namespace Procession
