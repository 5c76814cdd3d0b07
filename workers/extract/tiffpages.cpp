// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tiffpages.h"

#include <QSet>
#include <QtEndian>

#include <optional>

namespace Procession {

namespace {

/// Numbers of a TIFF file, in its order of bytes.
class Numbers
{
public:
    explicit Numbers(const QByteArray &content)
        : m_content(content)
        , m_isBigEndian(content.startsWith("MM"))
    {
    }

    template <typename Number>
    std::optional<Number> at(size_t offset) const
    {
        if (offset + sizeof(Number) > static_cast<size_t>(m_content.size()))
            return std::nullopt;
        const char *from = m_content.constData() + offset;
        return m_isBigEndian ? qFromBigEndian<Number>(from) : qFromLittleEndian<Number>(from);
    }

private:
    const QByteArray &m_content;
    const bool m_isBigEndian;
};

constexpr size_t entrySize = 12;

/// The value of a directory's entry that is one number.
qint64 valueOf(const Numbers &numbers, size_t entry)
{
    constexpr quint16 isShort = 3;
    return numbers.at<quint16>(entry + 2) == isShort ? numbers.at<quint16>(entry + 8).value_or(0)
                                                     : numbers.at<quint32>(entry + 8).value_or(0);
}

} // namespace

QList<TiffPage> tiffPages(const QByteArray &content, qsizetype most)
{
    constexpr quint16 widthTag = 256;
    constexpr quint16 heightTag = 257;
    const Numbers numbers(content);
    QList<TiffPage> pages;
    QSet<size_t> seen;
    size_t offset = numbers.at<quint32>(4).value_or(0);
    while (offset > 0 && pages.size() < most && !seen.contains(offset)) {
        seen.insert(offset);
        const size_t entries = numbers.at<quint16>(offset).value_or(0);
        const size_t end = offset + 2 + entries * entrySize;
        if (entries == 0 || end > static_cast<size_t>(content.size()))
            break;
        TiffPage page{.offset = offset};
        for (size_t entry = offset + 2; entry < end; entry += entrySize) {
            const auto tag = numbers.at<quint16>(entry);
            if (tag == widthTag)
                page.width = valueOf(numbers, entry);
            else if (tag == heightTag)
                page.height = valueOf(numbers, entry);
        }
        pages.append(page);
        offset = numbers.at<quint32>(end).value_or(0);
    }
    return pages;
}

} // namespace Procession
