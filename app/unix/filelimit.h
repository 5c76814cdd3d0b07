// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace Procession {

/// Lets this process, and what it starts, have as many open files as the system allows it at most.
///
/// A login shell and systemd start programs with 1,024, which is less than the subscribers that one server
/// takes; the limit that counts is the hard one. Any thread.
void raiseFileLimit();

} // namespace Procession
