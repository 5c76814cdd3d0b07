// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <sys/types.h>
#include <vector>

namespace Procession::Load {

/// The environment of this program without the settings that a server would find of the user who runs it.
std::vector<std::string> cleanEnvironment();

/// The texts as exec() takes them. The pointers live as long as the texts.
std::vector<char *> pointers(std::vector<std::string> &texts);

/// Ends it at once and waits until it is gone; does nothing where `pid` is none.
void killAndWait(pid_t pid);

/// The number behind a key in /proc/PID/status, such as `VmRSS` in KiB; 0 where there is none.
long statusOf(pid_t pid, const std::string &key);

} // namespace Procession::Load
