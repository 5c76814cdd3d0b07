// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace Procession::Bench {

/// The one stream of WebSocket frames that all subscribers of the same feed must get, byte for byte.
///
/// Whoever is ahead of the others extends it, and what is new is read as frames; everyone else is compared with
/// it. So every byte that anyone gets is checked at the cost of a comparison, which millions of frames a second allow.
class FrameStream
{
public:
    /// Is given the text of each frame, and the offset at which that frame ends; throws where it is a wrong one.
    using Reader = std::function<void(std::string_view text, uint64_t end)>;

    explicit FrameStream(Reader reader)
        : m_reader(std::move(reader))
    {
    }

    /// Takes what a subscriber got behind `offset`, and moves that on; throws where others got something else.
    void take(uint64_t &offset, std::string_view bytes);
    /// Everyone has got what is before `offset`.
    void forgetBefore(uint64_t offset);

private:
    void readFrames();

    const Reader m_reader;
    std::string m_bytes;
    uint64_t m_base = 0; ///< offset of the first byte
    uint64_t m_read = 0; ///< offset of the first frame that wasn't whole yet
};

} // namespace Procession::Bench
