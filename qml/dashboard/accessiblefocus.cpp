// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "accessiblefocus.h"

#include <QAccessible>

namespace Procession {

void AccessibleFocus::announce(QObject *item)
{
    QAccessibleEvent event(item, QAccessible::Focus);
    QAccessible::updateAccessibility(&event);
}

} // namespace Procession
