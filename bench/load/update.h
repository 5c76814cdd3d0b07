// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace Procession::Bench {

/// The update that all measurements of the feed send and expect: about 330 bytes, and no two alike.
///
/// Everything that varies has a fixed width, so that the limit server can put it into a frame that it encoded before.
struct Update
{
    int reporter = 0;    ///< the connection that reports it, 0 to 9
    int slot = 0;        ///< its place in the batch, 0 to 99; each place of each reporter is a process of its own
    uint32_t number = 0; ///< of the batch

    /// The line that starts its process.
    std::string startLine() const;
    /// The line that reports it.
    std::string reportLine() const;
    /// The message that a subscriber must get, up to the time, which is the server's.
    std::string messageBeforeTime() const;
    /// Whether `message` is that message, byte for byte but for the time and the number that the server gave.
    bool isIn(std::string_view message) const;
};

/// Where the variable parts are in a line, and in a message.
struct UpdatePlaces
{
    size_t key, progress, number;
};
inline constexpr size_t updateKeySize = 4;
inline constexpr size_t updateProgressSize = 2;
inline constexpr size_t updateNumberSize = 8;
UpdatePlaces updatePlaces(std::string_view text);

/// What follows the time in a message, up to the server's number.
inline constexpr std::string_view updateMetadata =
    R"(,"metadata":{"document":"doc_abc123_revision_7","elapsed_minutes":2,"model":"deepseek-r1",)"
    R"("stage":"processing"},"seq":)";

} // namespace Procession::Bench
