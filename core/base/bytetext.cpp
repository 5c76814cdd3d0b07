// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "bytetext.h"

#include <algorithm>

namespace Procession::ByteText {

namespace {

constexpr char16_t firstEscape = 0xdc80;
constexpr char16_t lastEscape = 0xdcff;
constexpr uint escapeOffset = 0xdc00;

/// How many bytes the sequence has that this one begins; 0 where it can't begin one.
qsizetype sequenceLength(uchar first)
{
    if (first < 0x80)
        return 1;
    if (first >= 0xc2 && first < 0xe0)
        return 2;
    if (first >= 0xe0 && first < 0xf0)
        return 3;
    return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

/// The character at the beginning; a negative number where there is no whole, shortest and allowed one.
qint64 characterAt(QByteArrayView bytes, qsizetype length)
{
    if (length == 0 || bytes.size() < length)
        return -1;
    const auto first = static_cast<uchar>(bytes[0]);
    qint64 character = length == 1 ? first : first & (0x7f >> length);
    for (qsizetype i = 1; i < length; ++i) {
        const auto next = static_cast<uchar>(bytes[i]);
        if ((next & 0xc0) != 0x80)
            return -1;
        character = (character << 6) | (next & 0x3f);
    }
    const bool isSurrogate = character >= 0xd800 && character <= 0xdfff;
    const bool isTooLong = (length == 3 && character < 0x800) || (length == 4 && character < 0x10000);
    return isSurrogate || isTooLong || character > 0x10ffff ? -1 : character;
}

/// Whether the unit at `at` stands for a byte: half of a pair doesn't.
bool isEscape(QStringView text, qsizetype at)
{
    const char16_t unit = text[at].unicode();
    return unit >= firstEscape && unit <= lastEscape && (at == 0 || !text[at - 1].isHighSurrogate());
}

} // namespace

QString fromBytes(QByteArrayView bytes)
{
    QString text;
    text.reserve(bytes.size());
    while (!bytes.isEmpty()) {
        const auto first = static_cast<uchar>(bytes[0]);
        const qsizetype length = sequenceLength(first);
        const qint64 character = characterAt(bytes, length);
        if (character >= 0)
            text += QChar::fromUcs4(static_cast<char32_t>(character));
        else
            text += QChar(static_cast<char16_t>(escapeOffset + first));
        bytes = bytes.sliced(character >= 0 ? length : 1);
    }
    return text;
}

QByteArray toBytes(QStringView text)
{
    QByteArray bytes;
    bytes.reserve(text.size());
    qsizetype begin = 0;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (!isEscape(text, i))
            continue;
        bytes += text.sliced(begin, i - begin).toUtf8();
        bytes += static_cast<char>(text[i].unicode() - escapeOffset);
        begin = i + 1;
    }
    return bytes + text.sliced(begin).toUtf8();
}

QString shown(QString text)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (isEscape(text, i))
            text[i] = QChar::ReplacementCharacter;
    }
    return text;
}

} // namespace Procession::ByteText
