// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Procession

// The heading of a part of the window; screen readers jump from one to the next.
Label {
    Accessible.role: Accessible.Heading
    Accessible.name: text
}
