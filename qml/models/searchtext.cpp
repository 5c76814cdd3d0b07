// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "searchtext.h"

#include "processfilter.h"

namespace Procession {

bool isFoundBy(const Process &process, const QString &text)
{
    return ProcessFilter{.text = text}.matches(process) || process.errorMessage.contains(text, Qt::CaseInsensitive);
}

} // namespace Procession
