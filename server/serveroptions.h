// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apioptions.h"
#include "feedoptions.h"
#include "httpoptions.h"

namespace Procession {

/// All that can be configured of a Server: each room gets the part that is its own. Plain data.
struct ServerOptions : HttpOptions, ApiOptions, FeedOptions
{
    friend bool operator==(const ServerOptions &a, const ServerOptions &b) = default;
};

} // namespace Procession
