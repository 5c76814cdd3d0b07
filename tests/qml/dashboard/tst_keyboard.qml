// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Procession
import ProcessionTest

DashboardCase {
    name: "Keyboard"

    function selectedId(): string {
        return Bench.dashboard.selected.processId;
    }

    function test_slashSearches(): void {
        const search = item("search") as SearchField;
        verify(!search.activeFocus);
        keyClick("/");
        verify(search.activeFocus);
        compare(search.text, "");
        keyClick("/"); // now it is text like any other
        compare(search.text, "/");
        keyClick(Qt.Key_Escape);
        compare(search.text, "");
        verify(item("processList").activeFocus);
        keyClick("/"); // and searches again
        verify(search.activeFocus);
        compare(search.text, "");
        type("x");
        click("clearSearch");
        compare(search.text, "");
    }

    function test_arrowsMoveTheSelection(): void {
        verify(Bench.startMany(40));
        tryCompare(item("processList"), "count", 40);
        keyClick(Qt.Key_Down);
        compare(selectedId(), "p39"); // the youngest stands first
        keyClick(Qt.Key_Down);
        compare(selectedId(), "p38");
        keyClick(Qt.Key_Up);
        keyClick(Qt.Key_Up); // there is none above
        compare(selectedId(), "p39");
        keyClick(Qt.Key_End);
        compare(selectedId(), "p0");
        verify(isShown("row-p0")); // it was scrolled to
        keyClick(Qt.Key_PageUp);
        verify(Number(selectedId().slice(1)) > 5);
        keyClick(Qt.Key_PageDown);
        compare(selectedId(), "p0");
        keyClick(Qt.Key_Home);
        compare(selectedId(), "p39");
        keyClick(Qt.Key_Escape);
        compare(selectedId(), "");
    }

    function test_theSelectionStaysWithItsProcess(): void {
        verify(Bench.startMany(3));
        click("row-p1");
        click("order-name");
        click("order-name");
        tryRows("p2 p1 p0");
        compare(selectedId(), "p1");
        verify(Bench.start({process_id: "young", name: "Young"}));
        tryRows("young p2 p1 p0");
        compare(selectedId(), "p1");
        click("row-p1");
        keyClick(Qt.Key_Up);
        compare(selectedId(), "p2");
        // Filtered out, it still is what the details show.
        click("chip-pending");
        tryRows("young");
        compare(selectedId(), "p2");
        verify(isShown("details"));
    }

    function test_deleteCancels(): void {
        verify(Bench.startMany(2));
        tryRows("p1 p0");
        keyClick(Qt.Key_Delete); // nothing is selected: nothing happens
        keyClick(Qt.Key_Down);
        keyClick(Qt.Key_Delete);
        tryServer("p1", "status", "cancelled");
        compare(Bench.ask("p0", "status"), "running");
        tryCompare(Bench.dashboard.selected, "canRetry", true);
        keyClick("r", Qt.ControlModifier);
        tryServer("p1", "attempt", 2);
    }

    function test_tabReachesWhatCanBeUsed(): void {
        verify(Bench.start({process_id: "one", status: "running"}));
        click("row-one");
        let reached = [];
        for (let press = 0; press < 40; ++press) {
            keyClick(Qt.Key_Tab);
            const focused = window.activeFocusItem;
            if (focused.objectName !== "" && !reached.includes(focused.objectName)) {
                reached.push(focused.objectName);
                verify(focused.Accessible.name !== "", focused.objectName + " has a name for screen readers");
            }
        }
        const expected = ["copyUrl", "toggleColours", "showLive", "showHistory", "chip-all", "chip-pending", "chip-running", "chip-completed", "chip-failed", "chip-cancelled", "chip-timeout", "typeFilter", "search", "order-status", "order-name", "order-progress", "processList", "copyId", "closeDetails", "detailCancel", "detailList"];
        verify(!reached.includes("cancel-one")); // Tab doesn't stop in each row; Delete and Ctrl+R are for that
        for (const name of expected)
            verify(reached.includes(name), name + " is reached by Tab: " + reached);
    }

    function test_theFocusIsSeen_data() {
        return [{tag: "chip-failed"}, {tag: "copyUrl"}, {tag: "order-name"}, {tag: "typeFilter"}, {tag: "search"}];
    }

    function test_theFocusIsSeen(data): void {
        const control = item(data.tag) as Item;
        const before = control.background.border.width;
        control.forceActiveFocus(Qt.TabFocusReason);
        verify(control.background.border.width > before);
        verify(Qt.colorEqual(control.background.border.color, Theme.accent));
    }

    function test_spacePressesAButton(): void {
        item("chip-running").forceActiveFocus(Qt.TabFocusReason);
        keyClick(Qt.Key_Space);
        compare(Bench.dashboard.processes.status, StatusText.Running);
    }
}
