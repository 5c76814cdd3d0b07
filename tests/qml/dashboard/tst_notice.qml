// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Procession
import ProcessionTest

// The line that tells what became of an action.
DashboardCase {
    name: "Notice"

    function notice(): Notice {
        return window.footer as Notice;
    }

    function test_coversNoRow(): void {
        verify(Bench.startMany(200));
        const list = item("processList") as ListView;
        tryCompare(list, "count", 200);
        list.positionViewAtEnd();
        const height = list.height;
        notice().show("It can't be done.");
        compare((item("noticeText") as Text).text, "It can't be done.");
        tryVerify(() => list.height < height);
        const bottom = list.mapToItem(null, 0, list.height).y;
        verify(bottom <= notice().mapToItem(null, 0, 0).y, bottom + " is below the list");
        click("noticeClose");
        tryCompare(list, "height", height);
    }

    function test_goesWhenTheUserMovesOn_data() {
        return [{tag: "another row", act: () => click("row-p0")}, {tag: "another view", act: () => click("showHistory")}, {tag: "another filter", act: () => click("chip-failed")}];
    }

    function test_goesWhenTheUserMovesOn(data): void {
        verify(Bench.startMany(2));
        tryRows("p1 p0");
        notice().show("It can't be done.");
        verify(isShown("notice"));
        data.act();
        tryVerify(() => !isShown("notice"));
    }

    function test_isReadable(): void {
        const wasDark = Theme.dark;
        notice().show("It can't be done.");
        verify(Qt.colorEqual(notice().color, Theme.warningSurface));
        click("toggleColours");
        verify(Theme.dark !== wasDark && Qt.colorEqual(notice().color, Theme.warningSurface));
        click("toggleColours");
    }
}
