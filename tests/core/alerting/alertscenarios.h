// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace Procession {

/// The rows of a test of scenarios: `rule`, `script` and `until` as AlertScript takes them, `begin` as a wall time, and
/// `expected`, exactly the messages that a good operator wants of it.
void addAlertScenarios();

} // namespace Procession
