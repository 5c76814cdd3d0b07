// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "route.h"

#include <vector>

namespace Procession {

class Rehearser;

/// The route that answers what a rule of alerts would have told of the past. It changes nothing. No thread of the server waits
/// for the answer, and where the client goes the work is called off. The rehearser must outlive it.
std::vector<Route> rehearsalRoutes(Rehearser &rehearser);

} // namespace Procession
