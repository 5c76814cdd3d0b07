// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "actor.h"

namespace Procession {

/// One that the server lets in: the holder of a token, or anyone where none is asked for. Plain data. Owner:
/// Authenticator; whoever holds a pointer to it must not outlive that.
struct Principal
{
    Actor::Kind kind = Actor::Kind::Anyone;
    Text name{}; ///< of the token; empty for anyone
};

} // namespace Procession
