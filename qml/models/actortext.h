// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "actor.h"

namespace Procession {

/// The person or program that asked for a change, such as `by token default · curl/7.88 from ::1`; empty for this server,
/// and for nobody. Any thread.
QString actorText(const SharedOptional<Actor> &actor);

} // namespace Procession
