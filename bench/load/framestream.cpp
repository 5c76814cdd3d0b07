// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "framestream.h"

#include <algorithm>
#include <stdexcept>

namespace Procession::Bench {

namespace {

/// What is forgotten in one go, since the rest has to be moved.
constexpr uint64_t forgetAtOnce = 4 * 1024 * 1024;

} // namespace

void FrameStream::take(uint64_t &offset, std::string_view bytes)
{
    const size_t at = static_cast<size_t>(offset - m_base);
    const size_t known = std::min(bytes.size(), m_bytes.size() - at);
    if (std::string_view(m_bytes).substr(at, known) != bytes.substr(0, known))
        throw std::runtime_error("a subscriber got other frames than the others, or fewer");
    offset += bytes.size();
    if (known == bytes.size())
        return;
    m_bytes += bytes.substr(known);
    readFrames();
}

void FrameStream::forgetBefore(uint64_t offset)
{
    if (offset - m_base < forgetAtOnce)
        return;
    m_bytes.erase(0, static_cast<size_t>(offset - m_base));
    m_base = offset;
}

void FrameStream::readFrames()
{
    while (true) {
        const std::string_view rest = std::string_view(m_bytes).substr(static_cast<size_t>(m_read - m_base));
        const auto byte = [rest](size_t i) { return static_cast<unsigned char>(rest[i]); };
        if (rest.size() < 4)
            return;
        if (byte(0) != 0x81 || byte(1) > 126)
            throw std::runtime_error("a subscriber got a frame that isn't a text of less than 64 KiB");
        const size_t head = byte(1) == 126 ? 4 : 2;
        const size_t length = byte(1) == 126 ? byte(2) * 256U + byte(3) : byte(1);
        if (rest.size() < head + length)
            return;
        m_read += head + length;
        m_reader(rest.substr(head, length), m_read);
    }
}

} // namespace Procession::Bench
