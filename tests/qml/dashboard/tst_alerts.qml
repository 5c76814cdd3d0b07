// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Procession
import ProcessionTest

// The view of the alerts, on alerts that are made up.
DashboardCase {
    name: "Alerts"

    readonly property var failing: ({
            episode: 1,
            severity: "critical",
            kind: "fired",
            condition: "failed",
            name: "import a",
            cause: "background_job/import a",
            reason: "no space left",
            rule: "imports",
            count: 3,
            samples: ["run-1"],
            began_at: 1700000000,
            phase: "firing",
            ended_at: null,
            acknowledged: null,
            silenced: false,
            flapping: false
        })
    readonly property var imports: ({
            name: "imports",
            severity: "critical",
            condition: {
                kind: "failed"
            },
            channels: ["ops"],
            enabled: true,
            configured: false
        })
    readonly property var channels: [
        {
            name: "ops",
            kind: "webhook",
            waiting: 0,
            last: null,
            last_delivered: null
        }
    ]

    function begin(made): void {
        closeWindow();
        verify(Bench.beginWith({
            alerts: made
        }));
        openWindow();
    }

    function inField(key: string, part: string) {
        const row = item("field-" + key);
        tryOrTell(() => seek(row, part) !== null, () => part + " isn't shown");
        return seek(row, part);
    }

    function write(key: string, text: string): void {
        const box = inField(key, "value") as TextBox;
        tryOrTell(() => {
            box.forceActiveFocus();
            return box.activeFocus;
        }, () => key + " doesn't take the keyboard");
        box.selectAll();
        type(text);
    }

    function test_saysWhatToDoWhereThereIsNothing(): void {
        begin({});
        verify(!isShown("showAlerts-badge"));
        click("showAlerts");
        tryCompare(item("alertsTitle"), "text", "No alert is open");
        click("alerts-channels");
        tryCompare(item("alertsTitle"), "text", "No channels yet");
        click("channelExample-copy");
        verify(Bench.clipboardText().includes("[alerts.channels.ops]"));
        click("alerts-rules");
        tryCompare(item("alertsTitle"), "text", "No rules yet");
        click("newRule");
        verify(isShown("ruleEditor"));
        keyClick(Qt.Key_Escape);
        tryVerify(() => !isShown("ruleEditor"));
    }

    function test_saysWhyTheyCannotBeRead(): void {
        begin({
            error: "The server is away."
        });
        click("showAlerts");
        tryCompare(item("alertsTitle"), "text", "The alerts can't be read");
        compare((item("alertsExplanation") as TextEdit).text, "The server is away.");
        Bench.tellAlerts({
            open: [failing],
            error: "The server is away."
        });
        tryVerify(() => isShown("alert-1"));
        verify(isShown("alertsProblem"));
        Bench.tellAlerts({
            open: [failing]
        });
        click("alertsReload");
        tryVerify(() => !isShown("alertsProblem"));
        compare((item("alertsFreshness") as Text).text, "Live");
    }

    function test_acknowledgesAndSilences(): void {
        begin({
            open: [failing],
            rules: [imports]
        });
        tryVerify(() => isShown("showAlerts-badge"));
        click("showAlerts");
        tryVerify(() => isShown("alert-1"));
        compare((seek(item("alert-1"), "title") as Text).text, "import a failed 3 times");
        verify((seek(item("alert-1"), "facts") as Text).text.includes("3 times"));
        Bench.tellAlerts({
            open: [Object.assign({}, failing, {
                    acknowledged: {
                        who: "window",
                        at: 1700000100
                    }
                })],
            rules: [imports]
        });
        press(seek(item("alert-1"), "acknowledge"));
        tryOrTell(() => Bench.alertsAsked("acknowledge") === "1", () => Bench.alertsAsked("acknowledge"));
        tryVerify(() => seek(item("alert-1"), "care") !== null);
        verify(!isShown("showAlerts-badge"));
        press(seek(item("alert-1"), "silence"));
        tryVerify(() => item("silenceReason").activeFocus);
        type("new disk");
        click("silenceLength");
        click("silence-4 hours");
        click("silenceSend");
        tryOrTell(() => Bench.alertsAsked("silence") === '1 {"duration":14400,"reason":"new disk"}', () => Bench.alertsAsked("silence"));
        tryVerify(() => !isShown("silenceForm"));
    }

    function test_aFilterThatHidesEverythingSaysSo(): void {
        begin({
            open: [failing]
        });
        click("showAlerts");
        tryVerify(() => isShown("alert-1"));
        click("alertSearch");
        type("nothing of that kind");
        tryCompare(item("alertsTitle"), "text", "No alert matches the filter");
        click("alertsShowAll");
        tryVerify(() => isShown("alert-1"));
        compare((item("alertSearch") as SearchField).text, "");
    }

    function test_aSampleLeadsToItsRun(): void {
        begin({
            open: [failing]
        });
        verify(Bench.start({
            process_id: "run-1",
            status: "running"
        }));
        click("showAlerts");
        tryVerify(() => isShown("alert-1"));
        press(seek(item("alert-1"), "sample-0"));
        tryVerify(() => Bench.dashboard.pageShown);
        compare(Bench.dashboard.selected.processId, "run-1");
    }

    function test_theKeyboardIsEnough(): void {
        begin({
            open: [failing]
        });
        click("showAlerts");
        tryVerify(() => isShown("alert-1"));
        item("openAlerts").forceActiveFocus();
        keyClick(Qt.Key_A);
        tryOrTell(() => Bench.alertsAsked("acknowledge") === "1", () => Bench.alertsAsked("acknowledge"));
        keyClick(Qt.Key_S);
        tryVerify(() => item("silenceReason").activeFocus);
        keyClick(Qt.Key_Escape);
        tryVerify(() => !isShown("silenceForm"));
    }

    function test_sendsATest(): void {
        begin({
            channels: channels
        });
        click("showAlerts");
        click("alerts-channels");
        tryVerify(() => isShown("channel-ops"));
        compare((seek(item("channel-ops"), "lastDelivery") as Text).text, "Nothing was sent yet");
        press(seek(item("channel-ops"), "sendTest"));
        tryOrTell(() => Bench.alertsAsked("test") === "ops", () => Bench.alertsAsked("test"));
        tryVerify(() => seek(item("channel-ops"), "testText") !== null);
    }

    function test_writesARuleAndTriesItOnThePast(): void {
        begin({
            channels: channels
        });
        for (let i = 0; i < 3; ++i) {
            verify(Bench.start({
                process_id: "run-" + i,
                name: "import a",
                status: "running"
            }));
            verify(Bench.report("run-" + i, {
                status: "failed",
                error_message: "boom",
                retryable: false
            }));
        }
        click("showAlerts");
        click("alerts-rules");
        click("newRule");
        tryVerify(() => isShown("field-condition.window"));
        press(inField("condition.kind", "choice"));
        click("choice-A run fails");
        tryVerify(() => isShown("field-condition.timeouts") && !isShown("field-condition.window"));
        write("scope.name", "import *");
        tryCompare(item("ruleWords"), "text", "Tell ops when a run of import * fails or times out.");
        tryOrTell(() => (item("rehearsalSummary") as Text).text.startsWith("It would have fired once in the last 7 days"), () => (item("rehearsalSummary") as Text).text);
        verify(isShown("rehearsalAxis"));
        click("rehearsed-1");
        tryOrTell(() => (item("rehearsedMessages") as TextEdit).text.includes("import a failed · boom"), () => (item("rehearsedMessages") as TextEdit).text);
        write("scope.name", "export *");
        tryOrTell(() => (item("rehearsalSummary") as Text).text.startsWith("It would not have fired"), () => (item("rehearsalSummary") as Text).text);
        click("saveRule");
        tryCompare(inField("name", "problem"), "text", "This is required.");
        verify((inField("name", "value") as TextBox).activeFocus);
        type("exports");
        keyClick(Qt.Key_Return, Qt.ControlModifier);
        tryOrTell(() => Bench.alertsAsked("put").startsWith("exports {"), () => Bench.alertsAsked("put"));
        tryCompare(item("ruleHeading"), "text", "exports");
    }

    function test_changesARule(): void {
        begin({
            channels: channels,
            rules: [imports]
        });
        click("showAlerts");
        click("alerts-rules");
        tryVerify(() => isShown("rule-imports"));
        click("rule-imports");
        tryVerify(() => isShown("ruleEditor"));
        compare((inField("name", "value") as TextBox).text, "imports");
        click("removeRule");
        tryOrTell(() => Bench.alertsAsked("remove") === "imports", () => Bench.alertsAsked("remove"));
        tryVerify(() => !isShown("ruleEditor"));
        press(seek(item("rule-imports"), "ruleActive"));
        tryOrTell(() => Bench.alertsAsked("put").includes('"enabled":false'), () => Bench.alertsAsked("put"));
    }
}
