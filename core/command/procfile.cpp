// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "procfile.h"

#include <array>
#include <cerrno>
#include <fcntl.h>

namespace Procession {

namespace {

constexpr qsizetype maxBytes = 1024 * 1024;

/// The number at the beginning of `text`, after spaces.
std::optional<qint64> numberAt(QByteArrayView text)
{
    qsizetype begin = 0;
    while (begin < text.size() && text[begin] == ' ')
        ++begin;
    qsizetype end = begin;
    while (end < text.size() && text[end] >= '0' && text[end] <= '9')
        ++end;
    bool isNumber = false;
    const qint64 number = text.sliced(begin, end - begin).toLongLong(&isNumber);
    return isNumber ? std::optional(number) : std::nullopt;
}

} // namespace

ProcFile::ProcFile(int folder, const char *path)
    : ProcFile(Descriptor(::openat(folder, path, O_RDONLY | O_CLOEXEC)))
{
}

ProcFile::ProcFile(const Descriptor &file)
{
    if (file.number() < 0)
        return;
    std::array<char, 4096> part;
    while (m_text.size() < maxBytes) {
        const ssize_t size = ::pread(file.number(), part.data(), part.size(), m_text.size());
        if (size < 0 && errno == EINTR)
            continue;
        m_exists = size >= 0;
        if (size <= 0)
            return;
        m_text.append(part.data(), size);
    }
}

std::optional<qint64> ProcFile::number(QByteArrayView key) const
{
    const QByteArrayView text(m_text);
    for (qsizetype at = text.indexOf(key); at >= 0; at = text.indexOf(key, at + 1)) {
        if (at == 0 || text[at - 1] == '\n')
            return numberAt(text.sliced(at + key.size()));
    }
    return std::nullopt;
}

qint64 ProcFile::sum(QByteArrayView key) const
{
    const QByteArrayView text(m_text);
    qint64 sum = 0;
    for (qsizetype at = text.indexOf(key); at >= 0; at = text.indexOf(key, at + 1))
        sum += numberAt(text.sliced(at + key.size())).value_or(0);
    return sum;
}

} // namespace Procession
