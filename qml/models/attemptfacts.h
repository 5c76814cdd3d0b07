// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "process.h"

#include <QStringList>

namespace Procession {

/// How an attempt went and what it used, as label and value of each field that holds something, in turn. Any thread.
QStringList attemptFacts(const Process &process, const Attempt &attempt);

/// How an attempt ended, such as `Exit code 3` or `SIGKILL, out of memory`; empty where nobody told.
QString exitText(const Attempt &attempt);

} // namespace Procession
