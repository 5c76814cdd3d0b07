// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "messagetemplate.h"

#include "jsonwriter.h"
#include "nearestname.h"
#include "plaintext.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

Error wrong(const QString &message)
{
    return {ErrorCode::InvalidField, message, {}};
}

/// The inside of a JSON string.
QByteArray jsonEscaped(const QString &text)
{
    QByteArray quoted;
    Appender(quoted).appendString(text.toUtf8());
    return quoted.sliced(1, quoted.size() - 2);
}

QByteArray jsonOf(const QJsonValue &value)
{
    if (value.isObject())
        return QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact);
    // A document is an object or a list.
    const QByteArray list = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return list.sliced(1, list.size() - 2);
}

QByteArray headerText(const QString &text)
{
    QByteArray line;
    const QString plain = PlainText::line(text);
    for (const QChar c : plain)
        line += c >= u' ' && c <= u'~' ? c.toLatin1() : '?';
    return line;
}

QByteArray urlText(QString text)
{
    // A part of the path that is `..` would be the folder above, encoded or not.
    if (std::all_of(text.cbegin(), text.cend(), [](QChar c) { return c == u'.'; }))
        text.fill(u'_');
    return QUrl::toPercentEncoding(text);
}

/// Follows JSON text, to know whether its end stands within a string. False where it ends with a backslash, which would
/// escape the first character of a value.
bool followJson(const QString &text, bool &isInString)
{
    bool isEscaped = false;
    for (const QChar c : text) {
        if (isInString && !isEscaped && c == u'\\') {
            isEscaped = true;
            continue;
        }
        if (c == u'"' && !isEscaped)
            isInString = !isInString;
        isEscaped = false;
    }
    return !isEscaped;
}

} // namespace

Result<MessageTemplate::Part> MessageTemplate::placeholder(const QString &inner)
{
    Part part;
    part.what = Part::What::Value;
    QStringList words = inner.simplified().split(u' ', Qt::SkipEmptyParts);
    const auto refuse = [&inner](const QString &why) { return wrong(u"{{%1}}: %2"_s.arg(inner.simplified(), why)); };
    const QString first = words.value(0);
    if (words.size() > 1 && (first == "setting"_L1 || first == "secret"_L1)) {
        part.what = first == "secret"_L1 ? Part::What::Secret : Part::What::Setting;
        words.removeFirst();
    } else if (words.size() > 1 && first == "json"_L1) {
        part.isJson = true;
        words.removeFirst();
    } else if (words.size() > 1 && (first == "slack"_L1 || first == "markdown"_L1)) {
        part.markup = first == "slack"_L1 ? Part::Markup::Slack : Part::Markup::Markdown;
        words.removeFirst();
    }
    part.text = words.value(0);
    if (words.size() == 2 && part.what == Part::What::Value && !part.isJson) {
        bool isNumber = false;
        part.limit = words[1].toInt(&isNumber);
        if (!isNumber || part.limit < 1)
            return refuse(u"the longest length must be a whole number from 1 on."_s);
    } else if (words.size() != 1) {
        return refuse(
            u"a placeholder is a name, such as {{title}}, {{title 200}}, {{json fields}} or {{slack title}}."_s);
    }
    if (part.what == Part::What::Value && !messageValueNames().contains(part.text))
        return refuse(u"there is no value \"%1\""_s.arg(part.text) + suggestion(part.text, messageValueNames()));
    return part;
}

Result<MessageTemplate> MessageTemplate::fromString(const QString &text, Place place)
{
    MessageTemplate result;
    result.m_place = place;
    result.m_source = text;
    qsizetype at = 0;
    while (at < text.size()) {
        const qsizetype open = text.indexOf("{{"_L1, at);
        const QString literal = text.mid(at, open < 0 ? -1 : open - at);
        if (!literal.isEmpty())
            result.m_parts.push_back({.text = literal});
        if (open < 0)
            break;
        const qsizetype close = text.indexOf("}}"_L1, open);
        if (close < 0)
            return wrong(u"A placeholder begins with {{ and has no }}."_s);
        const auto part = placeholder(text.mid(open + 2, close - open - 2));
        if (!part)
            return part.error();
        result.m_parts.push_back(*part);
        at = close + 2;
    }
    if (const auto checked = result.check(); !checked)
        return checked.error();
    return result;
}

Result<void> MessageTemplate::check() const
{
    bool isInString = false;
    for (const Part &part : m_parts) {
        if (part.what == Part::What::Literal) {
            if (m_place == Place::Json && !followJson(part.text, isInString))
                return wrong(u"A backslash can't stand before {{."_s);
            continue;
        }
        const bool isRaw = m_place == Place::Json && !isInString;
        if (isRaw && !part.isJson)
            return wrong(u"{{%1}} must stand within quotes, or be {{json %1}}."_s.arg(part.text));
        if (m_place == Place::Json && isInString && part.isJson)
            return wrong(u"{{json %1}} must not stand within quotes."_s.arg(part.text));
        if (part.isJson && (m_place == Place::Url || m_place == Place::Header))
            return wrong(u"{{json %1}} can stand in a body only."_s.arg(part.text));
    }
    if (m_place == Place::Url)
        return checkHost();
    if (m_place != Place::Json)
        return {};
    MessageValues values{.values = valuesOf({})};
    QJsonParseError error;
    QJsonDocument::fromJson(render(values), &error);
    if (error.error != QJsonParseError::NoError)
        return wrong(u"It isn't JSON: %1 (at character %2 or so)."_s.arg(error.errorString()).arg(error.offset));
    return {};
}

/// Nobody who writes a message may choose where it goes.
Result<void> MessageTemplate::checkHost() const
{
    static const QRegularExpression host(u"^[a-z]+://[^/?#]+[/?#]"_s);
    QString before;
    for (const Part &part : m_parts) {
        if (part.what == Part::What::Value && !host.match(before).hasMatch())
            return wrong(u"{{%1}} can stand in a URL only after the host."_s.arg(part.text));
        before += part.what == Part::What::Literal ? part.text : before.isEmpty() ? u"https://host/"_s : u"x"_s;
    }
    return {};
}

QStringList MessageTemplate::namesOf(Part::What what) const
{
    QStringList names;
    for (const Part &part : m_parts) {
        if (part.what == what)
            names.append(part.text);
    }
    return names;
}

/// Makes of a text what the receiver shows as that text.
QString MessageTemplate::withMarkup(QString text, Part::Markup markup)
{
    if (markup == Part::Markup::Slack)
        return text.replace(u'&', "&amp;"_L1).replace(u'<', "&lt;"_L1).replace(u'>', "&gt;"_L1);
    if (markup == Part::Markup::None)
        return text;
    static const QString special = u"\\`*_{}[]()<>#+-!|~"_s;
    QString escaped;
    for (const QChar c : std::as_const(text)) {
        if (special.contains(c))
            escaped += u'\\';
        escaped += c;
        if (c == u'@')
            escaped += QChar(0x200b); // a space of no width: the name behind it is nobody's
    }
    return escaped;
}

QByteArray MessageTemplate::rendered(const Part &part, const MessageValues &values) const
{
    if (part.what == Part::What::Literal)
        return part.text.toUtf8();
    if (part.what == Part::What::Value && part.isJson)
        return jsonOf(values.values.value(part.text));
    const bool isMessage = part.what == Part::What::Value;
    const QString own =
        part.what == Part::What::Secret ? values.secrets.value(part.text) : values.settings.value(part.text);
    const QString text =
        isMessage ? withMarkup(shortenedTo(plainText(values.values.value(part.text)), part.limit), part.markup) : own;
    switch (m_place) {
    case Place::Json:
        return jsonEscaped(text);
    case Place::Url:
        return isMessage ? urlText(text) : text.toUtf8();
    case Place::Header:
        return headerText(text);
    case Place::Text:
        break;
    }
    return text.toUtf8();
}

QByteArray MessageTemplate::render(const MessageValues &values) const
{
    QByteArray result;
    for (const Part &part : m_parts)
        result += rendered(part, values);
    return result;
}

} // namespace Procession
