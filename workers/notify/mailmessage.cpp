// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mailmessage.h"

#include "messagevalues.h"
#include "plaintext.h"

#include <QCryptographicHash>
#include <QDateTime>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestSubject = 300;
constexpr qsizetype longestPlain = 60; // characters of a header's text that needs no encoding
constexpr qsizetype wordBytes = 39;    // whose base64 leaves room for the rest of an encoded word
constexpr qsizetype lineBytes = 57;    // whose base64 is a line of 76

QByteArray messageId(const QString &id, const MailSettings &mail)
{
    const QByteArray bytes = id.toUtf8();
    const auto isPlain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    };
    const bool fits = !bytes.isEmpty() && bytes.size() <= 64 && std::all_of(bytes.cbegin(), bytes.cend(), isPlain);
    const QByteArray left = fits ? bytes : QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex().left(32);
    return '<' + left + ".procession@" + mail.from.section(u'@', -1).toLatin1() + '>';
}

/// A name before an address: encoded where it isn't plain ASCII, else as a quoted string.
QByteArray displayName(const QString &name)
{
    const QByteArray encoded = encodedWords(name);
    if (encoded.startsWith("=?"))
        return encoded;
    return '"' + QByteArray(encoded).replace('\\', "\\\\").replace('"', "\\\"") + '"';
}

QByteArray mailbox(const QString &name, const QString &address)
{
    const QByteArray plain = address.toLatin1();
    return name.isEmpty() ? plain : displayName(name) + "\r\n <" + plain + '>';
}

QByteArray date(qint64 unixMs)
{
    return QDateTime::fromMSecsSinceEpoch(unixMs, Qt::UTC).toString(Qt::RFC2822Date).toLatin1();
}

QByteArray base64Lines(const QByteArray &bytes)
{
    QByteArray lines;
    for (qsizetype at = 0; at < bytes.size(); at += lineBytes)
        lines += bytes.mid(at, lineBytes).toBase64() + "\r\n";
    return lines;
}

QString bodyOf(const Notification &notification)
{
    QString body = detailsOf(notification) + u'\n';
    if (!notification.link.isEmpty())
        body += u'\n' + plainText(valuesOf(notification).value(u"link"_s)) + u'\n';
    for (auto it = notification.fields.begin(); it != notification.fields.end(); ++it) {
        body += (it == notification.fields.begin() ? u"\n"_s : QString())
            + PlainText::line(it.key() + u": "_s + plainText(it.value())) + u'\n';
    }
    const QMap<QString, QJsonValue> values = valuesOf(notification);
    body += u"\n-- \nProcession: %1, %2, %3\n"_s.arg(plainText(values.value(u"rule"_s)),
                                                     QString(wireName(notification.severity)),
                                                     QString(wireName(notification.kind)));
    return body;
}

} // namespace

QByteArray encodedWords(const QString &text)
{
    const auto isPlain = [](QChar c) { return c >= u' ' && c <= u'~'; };
    if (text.size() <= longestPlain && std::all_of(text.cbegin(), text.cend(), isPlain) && !text.contains("=?"_L1))
        return text.toLatin1();
    QByteArray result;
    QByteArray word;
    const auto close = [&result, &word] {
        result += (result.isEmpty() ? "" : "\r\n ") + ("=?UTF-8?B?" + word.toBase64()) + "?=";
        word.clear();
    };
    for (qsizetype at = 0; at < text.size(); ++at) {
        const bool isPair = text.at(at).isHighSurrogate() && at + 1 < text.size();
        const QByteArray character = text.mid(at, isPair ? 2 : 1).toUtf8();
        at += isPair ? 1 : 0;
        if (word.size() + character.size() > wordBytes)
            close();
        word += character;
    }
    close();
    return result;
}

QByteArray mailOf(const MailSettings &mail, const Notification &notification)
{
    const QMap<QString, QJsonValue> values = valuesOf(notification);
    const QString title = plainText(values.value(u"title"_s));
    const QString subject = shortenedTo(title.isEmpty() ? u"Procession"_s : title, longestSubject);
    QByteArrayList to;
    for (const QString &address : mail.to)
        to.append(address.toLatin1());
    QByteArray message = "Date: " + date(notification.atMs) + "\r\nFrom: " + mailbox(mail.fromName, mail.from)
        + "\r\nTo: " + to.join(",\r\n ") + "\r\nSubject: " + encodedWords(subject)
        + "\r\nMessage-ID: " + messageId(notification.id, mail) + "\r\n";
    // So that programs show all mails about one trouble together.
    if (!notification.episode.isEmpty() && notification.episode != notification.id)
        message += "References: " + messageId(u"episode "_s + notification.episode, mail) + "\r\n";
    message += "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
               "Content-Transfer-Encoding: base64\r\n\r\n";
    return message + base64Lines(bodyOf(notification).replace(u'\n', "\r\n"_L1).toUtf8());
}

} // namespace Procession
