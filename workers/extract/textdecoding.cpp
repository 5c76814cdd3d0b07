// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "textdecoding.h"

#include <QStringDecoder>

#include <algorithm>
#include <memory>
#include <optional>
#include <uchardet.h>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype guessedBytes = 1024 * 1024; // enough to tell an encoding from

std::optional<QString> decodeAs(QStringDecoder decoder, const QByteArray &bytes)
{
    if (!decoder.isValid())
        return std::nullopt;
    QString text = decoder(bytes);
    if (decoder.hasError())
        return std::nullopt;
    return text;
}

/// UTF-16 without a byte order mark: every second byte of western text is NUL.
std::optional<QStringConverter::Encoding> utf16Without(const QByteArray &bytes)
{
    const qsizetype size = std::min<qsizetype>(bytes.size(), 4096) & ~qsizetype(1);
    qsizetype even = 0;
    qsizetype odd = 0;
    for (qsizetype i = 0; i < size; i += 2) {
        even += bytes[i] == '\0' ? 1 : 0;
        odd += bytes[i + 1] == '\0' ? 1 : 0;
    }
    const qsizetype most = size / 2 * 6 / 10;
    if (size >= 4 && odd > most && even < size / 20)
        return QStringConverter::Utf16LE;
    if (size >= 4 && even > most && odd < size / 20)
        return QStringConverter::Utf16BE;
    return std::nullopt;
}

QByteArray guessEncoding(const QByteArray &bytes)
{
    const std::unique_ptr<uchardet, decltype(&uchardet_delete)> detector(uchardet_new(), &uchardet_delete);
    const qsizetype size = std::min(bytes.size(), guessedBytes);
    if (uchardet_handle_data(detector.get(), bytes.constData(), static_cast<size_t>(size)) != 0)
        return {};
    uchardet_data_end(detector.get());
    QByteArray name = uchardet_get_charset(detector.get());
    // Two that ICU calls otherwise.
    if (name == "UHC")
        return "windows-949";
    if (name == "MAC-CYRILLIC")
        return "x-mac-cyrillic";
    return name;
}

QString decode(const QByteArray &bytes, const QByteArray &declaredEncoding)
{
    if (const auto marked = QStringConverter::encodingForData(bytes)) {
        QStringDecoder decoder(*marked);
        return decoder(bytes);
    }
    if (const auto utf16 = utf16Without(bytes)) {
        QStringDecoder decoder(*utf16);
        return decoder(bytes);
    }
    // ISO 2022 looks like plain ASCII, but for its escapes.
    const bool mayBeUtf8 = !bytes.contains("\x1b$");
    if (auto text = decodeAs(QStringDecoder(QStringConverter::Utf8), bytes); text && mayBeUtf8)
        return *text;
    for (const QByteArray &name : {declaredEncoding, guessEncoding(bytes)}) {
        if (name.isEmpty())
            continue;
        if (auto text = decodeAs(QStringDecoder(name.constData()), bytes))
            return *text;
    }
    if (!mayBeUtf8)
        return QString::fromUtf8(bytes);
    // Hardly anything else fits every sequence of bytes.
    QStringDecoder decoder("windows-1252");
    return decoder.isValid() ? QString(decoder(bytes)) : QString::fromLatin1(bytes);
}

} // namespace

QString decodeText(const QByteArray &bytes, const QByteArray &declaredEncoding)
{
    QString text = decode(bytes, declaredEncoding);
    text.replace(u"\r\n"_s, u"\n"_s);
    text.replace(u'\r', u'\n');
    return text;
}

bool looksBinary(const QString &text)
{
    const QStringView start = QStringView(text).left(64 * 1024);
    const auto controls = std::count_if(start.cbegin(), start.cend(), [](QChar c) {
        return c == u'\ufffd' || (c < u' ' && !(c >= u'\b' && c <= u'\r') && c != u'\x1b');
    });
    return controls * 20 > start.size();
}

} // namespace Procession
