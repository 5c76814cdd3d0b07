// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "guardian.h"

namespace Procession {

/// A small process that forks the guardians of a program which may become large: a fork copies the page tables of all
/// memory, while no thread can get more, and each page that is written afterwards. The guardians are children of the program
/// all the same.
///
/// There is one in a program, as there is one fork(). It ends with the program, however that ends.
namespace ForkServer {

/// To be called at the start of main(), before there are threads and open files. Where that fails, or it isn't called,
/// the program forks its guardians itself.
void start();
/// Forks a guardian, which runs. -1 where there is no fork server, or it can't; errno says why. Any thread.
pid_t forkGuardian(const Guardian::Plan &plan);

} // namespace ForkServer

} // namespace Procession
