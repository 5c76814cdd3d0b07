// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "outputsource.h"
#include "statustext.h"

#include <QObject>
#include <QStringList>

#include <memory>

namespace Procession {

class AttemptsModel;
class SelectedProcess;

/// The attempt of the selected process that its page shows: how it went, and its output.
///
/// It is the newest one, and goes on with a newer one, until the user chooses an older one. The output is open only while
/// the page is shown. Threads: the GUI's. Owner: Dashboard; its parts must outlive it.
class ShownAttempt : public QObject
{
    Q_OBJECT
    /// 0 where no process is selected.
    Q_PROPERTY(int number READ number NOTIFY numberChanged)
    Q_PROPERTY(bool newest READ isNewest NOTIFY changed)
    Q_PROPERTY(Procession::StatusText::Status status READ status NOTIFY changed)
    /// Whether it can change no more.
    Q_PROPERTY(bool over READ isOver NOTIFY changed)
    /// Ms since the epoch; 0 for not yet.
    Q_PROPERTY(double begin READ begin NOTIFY changed)
    Q_PROPERTY(double end READ end NOTIFY changed)
    /// From 0 to 100; -1 where none was reported.
    Q_PROPERTY(double progress READ progress NOTIFY changed)
    Q_PROPERTY(QString error READ error NOTIFY changed)
    Q_PROPERTY(QString errorCause READ errorCause NOTIFY changed)
    Q_PROPERTY(QString errorPlace READ errorPlace NOTIFY changed)
    /// Label and value of each fact, in turn.
    Q_PROPERTY(QStringList facts READ facts NOTIFY changed)
    /// The times of the last report, progress and output of one that runs, ms since the epoch; 0 where there was none, and
    /// of one that doesn't run.
    Q_PROPERTY(double lastReport READ lastReport NOTIFY changed)
    Q_PROPERTY(double lastProgress READ lastProgress NOTIFY changed)
    Q_PROPERTY(double lastOutput READ lastOutput NOTIFY outputChanged)
    /// The clock by which it is quiet: `report`, `progress` or `output`; empty where it isn't.
    Q_PROPERTY(QString quiet READ quiet NOTIFY changed)
    /// Whether the output of this server's attempts can be read at all.
    Q_PROPERTY(bool outputKept READ isOutputKept CONSTANT)
    /// Null while the page isn't shown.
    Q_PROPERTY(Procession::OutputPages *output READ output NOTIFY outputOpened)

public:
    /// `source` is null where output can't be read.
    ShownAttempt(const SelectedProcess &selected, const AttemptsModel &attempts, OutputSource *source,
                 QObject *parent = nullptr);
    ~ShownAttempt() override;

    int number() const { return m_number; }
    /// Shows another attempt of the process.
    Q_INVOKABLE void choose(int number);
    void setShown(bool shown);

    bool isNewest() const;
    StatusText::Status status() const;
    bool isOver() const;
    double begin() const;
    double end() const;
    double progress() const;
    QString error() const;
    QString errorCause() const;
    QString errorPlace() const;
    QStringList facts() const;
    double lastReport() const;
    double lastProgress() const;
    double lastOutput() const;
    QString quiet() const;
    bool isOutputKept() const { return m_source != nullptr; }
    OutputPages *output() const { return m_output.get(); }

Q_SIGNALS:
    /// Another attempt is shown, or another process.
    void numberChanged();
    void changed();
    void outputOpened();
    void outputChanged();

private:
    void follow();
    void openOutput();
    const Attempt *attempt() const;
    bool isLive() const;

    const SelectedProcess &m_selected;
    const AttemptsModel &m_attempts;
    OutputSource *m_source;
    quint64 m_key = 0; // of the process, its createdSeq; 0 for none
    int m_number = 0;
    bool m_followsNewest = true;
    bool m_isShown = false;
    std::unique_ptr<OutputPages> m_output;
};

} // namespace Procession
