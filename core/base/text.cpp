// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "text.h"

#include <QStringDecoder>

#include <algorithm>
#include <limits>

namespace Procession {

namespace {

/// Most texts are plain ASCII, which is copied letter by letter.
bool isAscii(QStringView text)
{
    return std::all_of(text.utf16(), text.utf16() + text.size(), [](char16_t c) { return c < 0x80; });
}

bool isAscii(QByteArrayView utf8)
{
    return std::all_of(utf8.begin(), utf8.end(), [](char c) { return static_cast<uchar>(c) < 0x80; });
}

} // namespace

Text::Block *Text::newBlock(qsizetype size)
{
    Q_ASSERT(size > 0 && size <= std::numeric_limits<int>::max());
    const auto byteCount = static_cast<quint32>(size);
    return new (byteCount) Block(byteCount);
}

Text::Text(QStringView text)
{
    if (!isAscii(text)) {
        *this = fromUtf8(text.toUtf8());
    } else if (!text.isEmpty()) {
        m_block = newBlock(text.size());
        std::transform(text.utf16(), text.utf16() + text.size(), m_block->bytes(),
                       [](char16_t c) { return static_cast<char>(c); });
    }
}

Text Text::fromUtf8(QByteArrayView utf8)
{
    Text text;
    if (!utf8.isEmpty()) {
        text.m_block = newBlock(utf8.size());
        std::copy(utf8.begin(), utf8.end(), text.m_block->bytes());
    }
    return text;
}

QString Text::toString() const
{
    // QString::fromUtf8() takes a first U+FEFF for a byte order mark and leaves it out.
    if (const QByteArrayView bytes = utf8(); bytes.startsWith("\xEF\xBB\xBF")) {
        QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::ConvertInitialBom);
        return decoder(bytes);
    }
    return QString::fromUtf8(utf8());
}

bool Text::containsCaseInsensitive(const QString &part) const
{
    const QByteArrayView bytes = utf8();
    // A search goes through all texts there are: those of ASCII without a copy.
    return isAscii(bytes) ? QLatin1StringView(bytes.data(), bytes.size()).contains(part, Qt::CaseInsensitive)
                          : toString().contains(part, Qt::CaseInsensitive);
}

} // namespace Procession
