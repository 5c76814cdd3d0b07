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

/// How far bytes are UTF-8.
struct Utf8Census
{
    qsizetype characters = 0; ///< of several bytes, and sound
    qsizetype faults = 0;     ///< bytes that begin or continue no character

    /// One that was cut off with the text, at its beginning or end, is no fault.
    static Utf8Census of(QByteArrayView bytes)
    {
        Utf8Census census;
        const auto isContinuation = [](char c) { return (static_cast<uchar>(c) & 0xc0) == 0x80; };
        qsizetype at = 0;
        while (at < bytes.size() && at < 3 && isContinuation(bytes[at]))
            ++at;
        while (at < bytes.size()) {
            const auto lead = static_cast<uchar>(bytes[at++]);
            if (lead < 0x80)
                continue;
            const qsizetype rest = lead >= 0xf0 && lead < 0xf5 ? 3
                : lead >= 0xe0 && lead < 0xf0                  ? 2
                : lead >= 0xc2 && lead < 0xe0                  ? 1
                                                               : 0;
            qsizetype present = 0;
            while (present < rest && at + present < bytes.size() && isContinuation(bytes[at + present]))
                ++present;
            if (rest > 0 && present == rest)
                ++census.characters;
            else if (at + present < bytes.size() || rest == 0)
                ++census.faults;
            at += present;
        }
        return census;
    }
};

/// Whether it is UTF-8, but for a byte here and there. Another encoding hardly ever looks like that.
bool isUtf8(const QByteArray &bytes, bool isDeclared)
{
    constexpr qsizetype charactersForAFault = 10;
    const Utf8Census census = Utf8Census::of(bytes);
    const qsizetype wanted = isDeclared ? 1 : charactersForAFault;
    return census.faults == 0 || census.faults * wanted <= census.characters;
}

bool isUtf8Name(const QByteArray &name)
{
    const QByteArray lower = name.toLower();
    return lower == "utf-8" || lower == "utf8";
}

/// The text in an encoding, unless it has more faults than a damaged byte here and there.
std::optional<QString> decodeAs(const QByteArray &encoding, const QByteArray &bytes)
{
    constexpr qsizetype charactersForAFault = 50;
    QStringDecoder decoder(encoding.constData());
    if (!decoder.isValid())
        return std::nullopt;
    QString text = decoder(bytes);
    if (!decoder.hasError())
        return text;
    const qsizetype foreign = std::count_if(text.cbegin(), text.cend(), [](QChar c) { return c >= u'\u0080'; });
    if (text.count(u'\ufffd') * charactersForAFault > foreign)
        return std::nullopt;
    return text;
}

/// Whether it reads like a text of the scripts that have no NUL bytes in UTF-16: most of it are their characters, and
/// none is what no text has.
bool readsLikeEastAsian(const QString &text)
{
    qsizetype known = 0;
    bool hasMark = false; // of their punctuation, whose bytes are controls in any other encoding
    for (const QChar c : text) {
        const bool isMark = (c >= u'\u3001' && c <= u'\u3011') || c == u'\uff0c' || c == u'\uff1f' || c == u'\uff01';
        const QChar::Category category = c.category();
        if (c.isNull() || category == QChar::Other_NotAssigned || category == QChar::Other_PrivateUse
            || category == QChar::Other_Surrogate)
            return false;
        const char16_t code = c.unicode();
        const bool isKnown = isMark || (code >= 0x3040 && code < 0x3100) || (code >= 0x4e00 && code < 0xa000)
            || (code >= 0xac00 && code < 0xd7a4) || (code >= 0xff00 && code < 0xffe0) || code < 0x80;
        hasMark = hasMark || isMark;
        known += isKnown ? 1 : 0;
    }
    return hasMark && known * 20 > text.size() * 19;
}

/// Whether nearly all of it are letters, digits, punctuation and breaks of lines, as of a text in any script.
bool isLettersMostly(const QString &text)
{
    const auto fits = std::count_if(text.cbegin(), text.cend(), [](QChar c) {
        return c.isLetterOrNumber() || c.isPunct() || c.isSpace() || c.isMark() || c.isSymbol();
    });
    const bool hasFault = text.contains(u'\ufffd');
    return !hasFault && fits * 50 > text.size() * 49;
}

/// UTF-16 without a byte order mark: every second byte of western text is NUL, and of others the breaks of lines are.
std::optional<QStringConverter::Encoding> utf16Without(const QByteArray &bytes)
{
    const qsizetype size = std::min<qsizetype>(bytes.size(), 4096) & ~qsizetype(1);
    if (size < 4)
        return std::nullopt;
    qsizetype even = 0;
    qsizetype odd = 0;
    for (qsizetype i = 0; i < size; i += 2) {
        even += bytes[i] == '\0' ? 1 : 0;
        odd += bytes[i + 1] == '\0' ? 1 : 0;
    }
    const qsizetype most = size / 2 * 6 / 10;
    if (odd > most && even < size / 20)
        return QStringConverter::Utf16LE;
    if (even > most && odd < size / 20)
        return QStringConverter::Utf16BE;
    const QByteArray start = bytes.first(size);
    const auto controls = std::count_if(start.cbegin(), start.cend(), [](char c) {
        return static_cast<uchar>(c) < 0x20 && c != '\0' && c != '\n' && c != '\r' && c != '\t' && c != '\f';
    });
    if (controls * 50 < size && isUtf8(bytes, false)) // a text with a NUL in it by mistake
        return std::nullopt;
    for (const auto encoding : {QStringConverter::Utf16LE, QStringConverter::Utf16BE}) {
        const qsizetype others = encoding == QStringConverter::Utf16LE ? even : odd;
        QStringDecoder decoder(encoding);
        const QString text = decoder(start);
        if (readsLikeEastAsian(text) || (others == 0 && even + odd > 0 && isLettersMostly(text)))
            return encoding;
    }
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
    if (mayBeUtf8 && isUtf8(bytes, isUtf8Name(declaredEncoding))) {
        QStringDecoder decoder(QStringConverter::Utf8); // leaves out what was cut off at the end
        return decoder(bytes);
    }
    for (const QByteArray &name : {declaredEncoding, guessEncoding(bytes)}) {
        if (name.isEmpty() || isUtf8Name(name))
            continue;
        if (auto text = decodeAs(name, bytes))
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
