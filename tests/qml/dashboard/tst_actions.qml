// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Procession
import ProcessionTest

// What a click does to a process is asked of the server, not of the window.
DashboardCase {
    name: "Actions"

    function fail(processId: string): void {
        verify(Bench.start({process_id: processId, status: "running"}));
        verify(Bench.report(processId, {status: "failed", error_message: "disk full"}));
    }

    function test_cancelsFromTheRow(): void {
        verify(Bench.start({process_id: "one", status: "running"}));
        verify(Bench.start({process_id: "other", status: "running"}));
        click("cancel-one");
        tryServer("one", "status", "cancelled");
        compare(Bench.ask("other", "status"), "running");
        tryVerify(() => !isShown("cancel-one"));
    }

    function test_retriesFromTheRow(): void {
        fail("one");
        click("retry-one");
        tryServer("one", "status", "pending");
        compare(Bench.ask("one", "attempt"), 2);
        tryVerify(() => !isShown("retry-one"));
    }

    function test_cancelsAndRetriesFromTheDetails(): void {
        verify(Bench.start({process_id: "one", name: "The one", status: "running"}));
        click("row-one");
        compare((item("detailName") as Text).text, "The one");
        verify(!item("detailRetry").enabled);
        click("detailCancel");
        tryServer("one", "status", "cancelled");
        tryCompare(item("detailRetry"), "enabled", true);
        verify(!item("detailCancel").enabled);
        click("detailRetry");
        tryServer("one", "attempt", 2);
        click("closeDetails");
        tryVerify(() => !isShown("details"));
    }

    function test_saysWhyItCouldNotBeDone(): void {
        fail("one");
        verify(!isShown("notice"));
        click("row-one");
        keyClick(Qt.Key_Delete);
        verify((item("noticeText") as Text).text.includes("one"));
        compare(Bench.ask("one", "status"), "failed");
        click("notice");
        tryVerify(() => !isShown("notice"));
    }

    function test_teachesWhileThereIsNothing(): void {
        compare((item("emptyTitle") as Text).text, "No processes yet");
        click("runLine-copy");
        compare(Bench.clipboardText(), Bench.dashboard.server.runLine);
        verify(Bench.clipboardText().startsWith("processionctl run"));
        click("tryLine-copy");
        compare(Bench.clipboardText(), Bench.dashboard.server.tryLine);
        verify(Bench.start({process_id: "first"}));
        tryVerify(() => !isShown("emptyTitle"));
        tryRows("first");
    }

    function test_copiesAddressAndId(): void {
        verify(Bench.start({process_id: "one"}));
        click("copyUrl");
        compare(Bench.clipboardText(), Bench.dashboard.server.url);
        click("row-one");
        click("copyId");
        compare(Bench.clipboardText(), "one");
    }

    function test_tellsWhereItListensAndWhoFollows(): void {
        const url = Bench.dashboard.server.url;
        verify(url.startsWith("http://127.0.0.1:"));
        compare((item("serverUrl") as Text).text, "Listening on " + url);
        compare((item("subscriberCount") as Text).text, "0 subscribers");
        verify(Bench.subscribe());
        tryCompare(item("subscriberCount"), "text", "1 subscriber");
    }

    function test_switchesColours(): void {
        const wasDark = Theme.dark;
        const background = String(window.color);
        click("toggleColours");
        compare(Theme.dark, !wasDark);
        verify(String(window.color) !== background);
        // The next window has them too.
        closeWindow();
        openWindow();
        compare(Theme.dark, !wasDark);
        click("toggleColours");
        compare(Theme.dark, wasDark);
    }
}
