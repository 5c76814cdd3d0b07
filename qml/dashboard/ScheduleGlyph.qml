// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import Procession

// How a schedule stands, as an icon.
Glyph {
    required property int standing

    size: Theme.badgeSize
    source: {
        switch (standing) {
        case ScheduleWords.Paused:
            return Theme.icon("pause");
        case ScheduleWords.Failing:
        case ScheduleWords.Unread:
            return Theme.icon("warning");
        case ScheduleWords.Over:
            return Theme.icon("history");
        default:
            return Theme.icon("clock");
        }
    }
}
