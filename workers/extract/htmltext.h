// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "textflow.h"

namespace Procession {

/// Appends what people see of HTML, also where it is invalid. Errors: `malformed`; `broken`.
Result<void> appendHtml(const QByteArray &content, TextFlow &flow);

} // namespace Procession
