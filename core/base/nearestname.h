// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace Procession {

/// The one of `names` that was most likely meant by `name`, whatever its case: the first that at most three changed
/// letters turn it into, but not all of its letters. Empty where none is that near.
///
/// For the refusal of an unknown setting, field or parameter. Any thread.
QString nearestName(const QString &name, const QStringList &names);

/// The sentence's end for such a refusal: `; did you mean "port"?`, or `; known are: host, port.` where no name is near.
QString suggestion(const QString &name, const QStringList &names);

} // namespace Procession
