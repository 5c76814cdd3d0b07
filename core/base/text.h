// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QSharedData>
#include <QString>

namespace Procession {

/// A text that is kept rather than worked on: UTF-8 in one block of memory, which its copies share.
///
/// A QString of it takes 32 bytes more and two for each letter; with the texts of a million processes that is most
/// of what they take. The wire and the file take UTF-8 too, so that the bytes are printed as they are.
/// It converts to a QString and from one implicitly, at the price of a copy.
/// Threads: as QString; a copy may be used in another thread.
class Text
{
public:
    Text() = default;
    Text(const QString &text)
        : Text(QStringView(text))
    {
    }
    explicit Text(QStringView text);
    /// `utf8` must be valid: it isn't checked.
    static Text fromUtf8(QByteArrayView utf8);

    bool isEmpty() const { return !m_block; }
    /// In bytes of UTF-8.
    qsizetype size() const { return m_block ? static_cast<qsizetype>(m_block->size) : 0; }
    QByteArrayView utf8() const { return m_block ? QByteArrayView(m_block->bytes(), size()) : QByteArrayView(); }
    QString toString() const;
    operator QString() const { return toString(); }
    /// Whether `part` is in it, whatever the case of either.
    bool containsCaseInsensitive(const QString &part) const;
    void clear() { m_block.reset(); }

    friend bool operator==(const Text &a, const Text &b) { return a.m_block == b.m_block || a.utf8() == b.utf8(); }
    friend bool operator==(const Text &a, const QString &b) { return a.toString() == b; }
    /// By the bytes, which is the order of the characters' numbers.
    friend bool operator<(const Text &a, const Text &b) { return a.utf8() < b.utf8(); }
    friend size_t qHash(const Text &text, size_t seed = 0) noexcept { return qHash(text.utf8(), seed); }

private:
    /// The bytes stand behind it in the same allocation.
    struct Block : QSharedData
    {
        explicit Block(quint32 byteCount)
            : size(byteCount)
        {
        }
        char *bytes() { return reinterpret_cast<char *>(this + 1); }
        const char *bytes() const { return reinterpret_cast<const char *>(this + 1); }

        // NOLINTNEXTLINE(misc-new-delete-overloads): its two ends are the next lines
        static void *operator new(size_t own, quint32 byteCount) { return ::operator new(own + byteCount); }
        static void operator delete(void *block) { ::operator delete(block); }
        static void operator delete(void *block, quint32) { ::operator delete(block); }

        const quint32 size;
    };
    static Block *newBlock(qsizetype size);

    QExplicitlySharedDataPointer<Block> m_block; // null where the text is empty; never changed once it is filled
};

} // namespace Procession

Q_DECLARE_TYPEINFO(Procession::Text, Q_RELOCATABLE_TYPE);
