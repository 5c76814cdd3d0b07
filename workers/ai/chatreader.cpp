// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chatreader.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QStringList>

#include <algorithm>
#include <array>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype maxMessageLength = 300;

/// JSON that was made of it has no invalid UTF-8, which would spoil the whole of it.
QJsonDocument parsed(const QByteArray &json)
{
    return QJsonDocument::fromJson(QString::fromUtf8(json).toUtf8());
}

/// Whether a status says that the same request would be refused again: not for those that ask to come back later.
bool isHopelessStatus(int status)
{
    constexpr int requestTimeout = 408;
    constexpr int tooEarly = 425;
    constexpr int tooManyRequests = 429;
    return status >= 400 && status < tooManyRequests && status != requestTimeout && status != tooEarly;
}

QString errorText(const QJsonObject &object)
{
    const QJsonValue error = object.value("error"_L1);
    for (const QJsonValue &candidate :
         {error["message"_L1], error, object.value("message"_L1), object.value("detail"_L1)}) {
        if (candidate.isString() && !candidate.toString().isEmpty())
            return oneLine(candidate.toString(), maxMessageLength);
    }
    return {};
}

/// A text, or the texts of a list of parts.
QString contentText(const QJsonValue &content)
{
    if (!content.isArray())
        return content.toString();
    QString text;
    const QJsonArray parts = content.toArray();
    for (const QJsonValue &part : parts)
        text += part["text"_L1].toString();
    return text;
}

/// Whether an object that holds no answer tells why. Some servers wrap it, some send it bare.
bool tellsOfError(const QJsonObject &object)
{
    const QJsonValue error = object.value("error"_L1);
    if (!error.isUndefined() && !error.isNull() && error != QJsonValue(false) && error != QJsonValue(QString()))
        return true;
    const bool isCalledOne = object.value("object"_L1) == "error"_L1 || object.value("type"_L1) == "error"_L1;
    return isCalledOne || (!object.contains("choices"_L1) && !errorText(object).isEmpty());
}

/// The name of the first tool that is to be called; "?" where it is called without one, which chunks after the first
/// do. Empty where there is none.
QString toolFrom(const QJsonValue &said)
{
    const QJsonArray calls = said["tool_calls"_L1].toArray();
    const QJsonValue function = calls.isEmpty() ? said["function_call"_L1] : calls.at(0)["function"_L1];
    if (calls.isEmpty() && !function.isObject())
        return {};
    const QString name = function["name"_L1].toString();
    return name.isEmpty() ? u"?"_s : name;
}

/// A status of HTTP, as a number or in a text.
int statusFrom(const QJsonValue &value)
{
    return value.isString() ? value.toString().toInt() : value.toInt();
}

std::optional<qint64> count(const QJsonValue &value)
{
    constexpr qint64 absurd = 1'000'000'000'000;
    const qint64 number = value.toInteger(-1);
    return number >= 0 && number < absurd ? std::optional(number) : std::nullopt;
}

} // namespace

QString oneLine(const QString &text, qsizetype most)
{
    QString line = text.left(4 * most).simplified();
    if (line.size() <= most)
        return line;
    line.truncate(most - 1);
    if (line.back().isHighSurrogate())
        line.chop(1);
    return line + u'…';
}

QString chatErrorMessage(const QByteArray &body)
{
    const QJsonDocument document = parsed(body);
    if (document.isObject())
        return errorText(document.object());
    const QByteArray start = body.trimmed();
    return start.startsWith('<') || start.startsWith('[') ? QString()
                                                          : oneLine(QString::fromUtf8(start), maxMessageLength);
}

QStringList modelsFrom(const QByteArray &body)
{
    QStringList models;
    const QJsonArray list = parsed(body).object().value("data"_L1).toArray();
    for (const QJsonValue &entry : list) {
        if (const QString id = entry["id"_L1].toString(); !id.isEmpty())
            models.append(id);
    }
    return models;
}

ChatReader::ChatReader(qsizetype maxBytes)
    : m_maxBytes(maxBytes)
    , m_events(maxBytes)
{
}

void ChatReader::fail(Problem problem)
{
    m_problem = problem;
    m_body.clear();
}

/// Where the status was 200 already, the error itself says what it would have been.
void ChatReader::failAsServerSays(const QJsonObject &object)
{
    static constexpr std::array<QLatin1StringView, 4> refusals{"invalid_request_error"_L1, "authentication_error"_L1,
                                                               "permission_error"_L1, "not_found_error"_L1};
    const QJsonValue wrapped = object.value("error"_L1);
    const QJsonValue error = wrapped.isObject() ? wrapped : QJsonValue(object);
    int code = statusFrom(error["code"_L1]);
    if (code == 0)
        code = statusFrom(error["status"_L1]);
    const QString type = error["type"_L1].toString();
    m_hopeless = isHopelessStatus(code)
        || std::any_of(refusals.begin(), refusals.end(), [&type](QLatin1StringView known) { return type == known; });
    m_serverError = errorText(object);
    if (m_serverError.isEmpty())
        m_serverError = u"it doesn't say why."_s;
    fail(Problem::ServerError);
}

std::vector<ChatPart> ChatReader::feed(QByteArrayView bytes)
{
    if (m_done || m_problem != Problem::None)
        return {};
    if (m_form == Form::Stream)
        return feedStream(bytes);
    if (m_body.size() + bytes.size() > m_maxBytes) {
        fail(Problem::TooLong);
        return {};
    }
    m_body.append(bytes);
    if (m_form == Form::Unknown)
        recognise();
    return m_form == Form::Stream ? feedStream(std::exchange(m_body, {})) : std::vector<ChatPart>();
}

/// A JSON object is a whole answer; what begins like an event is a stream.
void ChatReader::recognise()
{
    static constexpr std::array<QByteArrayView, 6> beginnings{"data:", "event:", "id:", "retry:", "error:", ":"};
    QByteArrayView start = QByteArrayView(m_body).trimmed();
    if (start.startsWith("\xef\xbb\xbf"))
        start = start.sliced(3).trimmed();
    if (start.isEmpty())
        return;
    bool mayBecomeOne = false;
    for (const QByteArrayView beginning : beginnings) {
        if (start.startsWith(beginning))
            m_form = Form::Stream;
        mayBecomeOne = mayBecomeOne || beginning.startsWith(start);
    }
    if (m_form == Form::Unknown && start.startsWith('{'))
        m_form = Form::Whole;
    else if (m_form == Form::Unknown && !mayBecomeOne)
        fail(Problem::NoAnswer);
}

std::vector<ChatPart> ChatReader::feedStream(QByteArrayView bytes)
{
    std::vector<ChatPart> parts;
    for (const SseEvent &event : m_events.feed(bytes)) {
        if (event.type == "error"_L1) {
            readError(event);
            if (m_problem != Problem::None)
                return parts;
        }
        if (event.data.trimmed() == "[DONE]"_L1) {
            if (!m_hasBegun)
                fail(Problem::Incomplete);
            m_done = m_hasBegun;
            return parts;
        }
        if (auto part = read(event.data.toUtf8()))
            parts.push_back(*std::move(part));
        if (m_problem != Problem::None)
            return parts;
    }
    if (m_events.hasOverflowed())
        fail(Problem::TooLong);
    return parts;
}

std::vector<ChatPart> ChatReader::finish()
{
    if (m_done || m_problem != Problem::None)
        return {};
    std::vector<ChatPart> parts;
    if (m_form == Form::Stream) {
        parts = feedStream("\n\n"); // some servers leave out the empty line after their last event
        if (m_problem == Problem::Malformed)
            m_problem = Problem::None; // it was cut off in the middle, which is judged below
    } else if (m_form == Form::Whole) {
        if (auto part = read(std::exchange(m_body, {})))
            parts.push_back(*std::move(part));
        if (m_problem == Problem::Malformed)
            fail(Problem::Incomplete); // what was cut off in the middle is no JSON
        m_done = m_problem == Problem::None;
    }
    if (m_problem == Problem::None && m_hasFinishReason)
        m_done = true;
    else if (m_problem == Problem::None && !m_done)
        fail(Problem::Incomplete);
    return parts;
}

/// An event that is called an error, whatever it holds.
void ChatReader::readError(const SseEvent &event)
{
    const QJsonDocument document = parsed(event.data.toUtf8());
    if (document.isObject() && document.object().contains("choices"_L1) && !tellsOfError(document.object()))
        return; // it is a chunk by another name
    failAsServerSays(document.isObject() ? document.object() : QJsonObject{{u"error"_s, event.data.trimmed()}});
}

/// A chunk or a whole answer: they differ in one name.
std::optional<ChatPart> ChatReader::read(const QByteArray &json)
{
    const QJsonDocument document = parsed(json);
    if (!document.isObject()) {
        fail(Problem::Malformed);
        return std::nullopt;
    }
    const QJsonObject object = document.object();
    const QJsonValue choices = object.value("choices"_L1);
    if (tellsOfError(object)) {
        failAsServerSays(object);
        return std::nullopt;
    }
    if (m_form == Form::Whole && !choices.isArray()) {
        fail(Problem::NoAnswer);
        return std::nullopt;
    }
    if (const QJsonValue error = choices[0]["error"_L1]; error.isObject() || error.isString()) {
        failAsServerSays({{u"error"_s, error}});
        return std::nullopt;
    }

    ChatPart part;
    part.model = object.value("model"_L1).toString();
    const QJsonValue usage = object.value("usage"_L1);
    part.promptTokens = count(usage["prompt_tokens"_L1]);
    part.completionTokens = count(usage["completion_tokens"_L1]);
    part.reasoningTokens = count(usage["completion_tokens_details"_L1]["reasoning_tokens"_L1]);
    const QJsonValue choice = choices[0];
    if (choice.isObject()) {
        m_hasBegun = true;
        const QJsonValue said = choice[m_form == Form::Whole ? "message"_L1 : "delta"_L1];
        part.text = contentText(said["content"_L1]);
        part.reasoning = said["reasoning_content"_L1].toString(said["reasoning"_L1].toString());
        part.refusal = contentText(said["refusal"_L1]);
        part.tool = toolFrom(said);
        part.finishReason = choice["finish_reason"_L1].toString();
        if (part.finishReason == "error"_L1) {
            failAsServerSays({});
            return part;
        }
        m_hasFinishReason = m_hasFinishReason || !part.finishReason.isEmpty();
    }
    return part;
}

} // namespace Procession
