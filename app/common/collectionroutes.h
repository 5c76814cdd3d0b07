// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ragservices.h"

namespace Procession {

/// The answers about collections; `question` is left to the caller. Both must outlive them.
RagAnswers collectionAnswers(const RagCollections &collections, const ProcessTracker &tracker);

} // namespace Procession
