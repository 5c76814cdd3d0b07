// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Procession
import ProcessionTest

// The view of the documents: a question to real collections, on the server that trained them.
DashboardCase {
    name: "Documents"

    readonly property string filler: " Работы ведут по проекту, который утверждён заказчиком.".repeat(8)
    readonly property var documents: ({
            "norm.txt": "1 Бетонные работы\n\n1.1 Бетонную смесь укладывают слоями одинаковой толщины." + filler + "\f2 Уход\n\n2.1 Бетон защищают от высыхания <b>семь</b> суток." + filler + "\f3 Приёмка\n\n3.1 Акты подписывают стороны." + filler,
            "harbour.txt": "The ship left the harbour early in the morning, and nobody believed that it would come back."
        })

    function begin(remote: bool): void {
        closeWindow();
        verify(Bench.beginWith({
            remote: remote,
            documents: documents
        }));
        openWindow();
    }

    function train(): void {
        verify(Bench.train("Нормы 2026"));
        click("showDocuments");
        tryVerify(() => isShown("ask-Нормы 2026"), 60000);
        const collections = Bench.dashboard.documents.collections;
        tryVerify(() => collections.count === 1 && collections.data(collections.index(0, 0), CollectionListModel.ProblemRole) === "", 60000);
    }

    function write(text: string): void {
        const box = item("question") as TextBox;
        mouseClick(box);
        box.text = text;
    }

    function test_saysHowToTrain(): void {
        begin(false);
        click("showDocuments");
        tryVerify(() => isShown("documentsTitle") && (item("documentsTitle") as Text).text === "No documents yet");
        click("trainExample-copy");
        verify(Bench.clipboardText().includes("processionctl rag train"));
    }

    function test_asksAndOpensAPage_data() {
        return [
            {
                tag: "own",
                remote: false
            },
            {
                tag: "over the network",
                remote: true
            }
        ];
    }

    function test_asksAndOpensAPage(data): void {
        begin(data.remote);
        train();
        write("Сколько суток защищают бетоны?");
        keyClick(Qt.Key_Return);
        tryVerify(() => isShown("passage-0"), 20000);
        const first = item("passage-0");
        compare((seek(first, "file") as Text).text, "norm.txt");
        verify((seek(first, "place") as Text).text.includes("page 2"));
        // Nothing of a document is markup; the question's words are marked.
        const text = (seek(first, "text") as Text).text;
        verify(text.includes("&lt;b&gt;семь&lt;/b&gt;"), text);
        verify(text.includes("<b>суток</b>"), text);
        click("passage-0");
        tryVerify(() => isShown("documentReader") && (item("pageTitle") as Text).text.includes("page 2 of 3"));
        tryVerify(() => isShown("pageText-0"));
        verify(isShown("openFile") || data.remote);
        click("nextPage");
        tryVerify(() => (item("pageTitle") as Text).text.includes("page 3 of 3"));
        verify(!(item("nextPage") as IconButton).enabled);
        click("previousPage");
        tryVerify(() => (item("pageTitle") as Text).text.includes("page 2 of 3"));
        keyClick(Qt.Key_Escape);
        tryVerify(() => !isShown("documentReader"));
        verify(item("passageList").activeFocus);
    }

    function test_saysThatNothingFits(): void {
        begin(false);
        train();
        write("Zebra quantum xylophone");
        click("askDocuments");
        tryVerify(() => isShown("documentsNote"), 20000);
        verify((item("documentsNote") as SelectableText).text !== "");
    }
}
