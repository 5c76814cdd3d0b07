// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <unistd.h>
#include <utility>

namespace Procession {

// Both are async-signal-safe.

/// Closes a file descriptor where there is one, and makes it -1.
inline void closeDescriptor(int &descriptor)
{
    if (const int old = std::exchange(descriptor, -1); old >= 0)
        ::close(old);
}

/// A file descriptor that closes itself.
class Descriptor
{
public:
    explicit Descriptor(int number = -1)
        : m_number(number)
    {
    }
    ~Descriptor() { closeDescriptor(m_number); }
    Descriptor(Descriptor &&other) noexcept
        : m_number(std::exchange(other.m_number, -1))
    {
    }
    Descriptor &operator=(Descriptor &&other) noexcept
    {
        std::swap(m_number, other.m_number);
        return *this;
    }
    Q_DISABLE_COPY(Descriptor)

    int number() const { return m_number; }

private:
    int m_number;
};

} // namespace Procession
