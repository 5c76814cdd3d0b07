// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Procession
import ProcessionTest

// What becomes of the server when the user leaves the window.
DashboardCase {
    name: "Closing"

    Preferences {
        id: preferences
    }
    SignalSpy {
        id: quits

        target: Bench.dashboard?.server ?? null
        signalName: "quitRequested"
    }

    // The question stands in a layer of its own, above the window's content.
    function inQuestion(name: string) {
        const layer = window.contentItem.parent;
        tryOrTell(() => seek(layer, name) !== null, () => name + " isn't shown");
        return seek(layer, name);
    }

    function startOne(): void {
        preferences.onClose = "ask";
        quits.clear();
        verify(Bench.start({process_id: "one", status: "running"}));
        tryRows("one");
    }

    function test_endsAtOnceWhereNobodyNeedsIt(): void {
        quits.clear();
        window.close();
        compare(quits.count, 1);
        verify(!window.visible);
    }

    function test_asksWhereAProcessIsLive(): void {
        startOne();
        window.close();
        verify((inQuestion("closeReason") as Text).text.startsWith("1 process is live. "));
        verify(window.visible && quits.count === 0);
        tryVerify(() => inQuestion("closeKeep").activeFocus);
        keyClick(Qt.Key_Escape);
        tryVerify(() => seek(window.contentItem.parent, "closeReason") === null);
        verify(window.visible && quits.count === 0);
        compare(preferences.onClose, "ask");
    }

    function test_asksWhereSomebodyFollows(): void {
        quits.clear();
        verify(Bench.subscribe());
        tryCompare(Bench.dashboard.server, "subscriberCount", 1);
        window.close();
        verify((inQuestion("closeReason") as Text).text.startsWith("1 subscriber follows this server. "));
        press(inQuestion("closeCancel"));
        verify(window.visible && quits.count === 0);
    }

    function test_asksWhereARetryIsScheduled(): void {
        quits.clear();
        verify(Bench.start({process_id: "one", status: "running", retry_policy: {max_attempts: 3, initial_delay: 600, max_delay: 600}}));
        verify(Bench.report("one", {status: "failed"}));
        tryServer("one", "status", "failed");
        tryCompare(item("row-one"), "canCancel", true);
        window.close();
        verify((inQuestion("closeReason") as Text).text.startsWith("1 process is live. "));
        keyClick(Qt.Key_Escape);
    }

    function test_goesOnInTheBackground(): void {
        startOne();
        window.close();
        press(inQuestion("closeKeep"));
        tryCompare(window, "visible", false);
        compare(quits.count, 0);
        compare(Bench.ask("one", "status"), "running");
        compare(preferences.onClose, "ask");
        window.visible = true; // as a second start does
        tryRows("one");
    }

    function test_quits(): void {
        startOne();
        window.close();
        press(inQuestion("closeQuit"));
        compare(quits.count, 1);
        verify(!window.visible);
    }

    function test_remembersAndCanBeAskedAgain(): void {
        startOne();
        window.close();
        press(inQuestion("closeAlways"));
        press(inQuestion("closeKeep"));
        tryCompare(window, "visible", false);
        compare(preferences.onClose, "keep");
        window.visible = true;
        window.close(); // no question
        verify(!window.visible && quits.count === 0);
        // Whoever says quit isn't sent to the background.
        window.visible = true;
        window.requestActivate();
        tryCompare(window, "active", true);
        keyClick("q", Qt.ControlModifier);
        verify(inQuestion("closeAlways").checked);
        press(inQuestion("closeAlways"));
        press(inQuestion("closeQuit"));
        compare(quits.count, 1);
        compare(preferences.onClose, "ask");
    }

    function test_quitsWithoutAQuestion(): void {
        startOne();
        preferences.onClose = "quit";
        window.close();
        compare(quits.count, 1);
        preferences.onClose = "ask";
    }
}
