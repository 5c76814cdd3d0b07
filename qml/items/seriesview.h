// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "serieschart.h"
#include "seriesmodel.h"

#include <QPointer>
#include <QQuickPaintedItem>

namespace Procession {

class SeriesOverlay;

/// The course of an attempt as curves, one below the other on one axis of time, with what happened as marks.
///
/// The curves are drawn anew only where they, their look or their size changed; what follows the pointer lies on top of
/// them. Dragging, or arrows with Shift, choose a span of time; arrows move along the points; Enter or a click goes to a
/// moment; Escape gives the span up.
/// Threads: the GUI's. Owner: QML.
class SeriesView : public QQuickPaintedItem
{
    Q_OBJECT
    /// Null for none.
    Q_PROPERTY(Procession::SeriesModel *model READ model WRITE setModel NOTIFY modelChanged)

    Q_PROPERTY(QFont font READ font WRITE setFont NOTIFY lookChanged)
    Q_PROPERTY(QColor textColor READ textColor WRITE setTextColor NOTIFY lookChanged)
    Q_PROPERTY(QColor dimColor READ dimColor WRITE setDimColor NOTIFY lookChanged)
    Q_PROPERTY(QColor gridColor READ gridColor WRITE setGridColor NOTIFY lookChanged)
    Q_PROPERTY(QColor groundColor READ groundColor WRITE setGroundColor NOTIFY lookChanged)
    Q_PROPERTY(QColor limitColor READ limitColor WRITE setLimitColor NOTIFY lookChanged)
    /// Of what should be over by now.
    Q_PROPERTY(QColor overdueColor READ overdueColor WRITE setOverdueColor NOTIFY lookChanged)
    Q_PROPERTY(QColor spanColor READ spanColor WRITE setSpanColor NOTIFY lookChanged)
    Q_PROPERTY(QList<QColor> laneColors READ laneColors WRITE setLaneColors NOTIFY lookChanged)
    /// By SeriesMark::Kind.
    Q_PROPERTY(QList<QColor> markColors READ markColors WRITE setMarkColors NOTIFY lookChanged)

    /// Whether a span of time is chosen, and which, ms since the epoch.
    Q_PROPERTY(bool hasSpan READ hasSpan NOTIFY spanChanged)
    Q_PROPERTY(double spanFrom READ spanFrom NOTIFY spanChanged)
    Q_PROPERTY(double spanTo READ spanTo NOTIFY spanChanged)
    /// The moment that is pointed at, ms since the epoch; 0 for none. Where it is, from the left.
    Q_PROPERTY(double pointedTime READ pointedTime NOTIFY pointedChanged)
    Q_PROPERTY(double pointedX READ pointedX NOTIFY pointedChanged)
    /// The texts of the marks that are pointed at.
    Q_PROPERTY(QStringList pointedMarks READ pointedMarks NOTIFY pointedChanged)
    /// The values at that moment, or the last ones, in words, for screen readers.
    Q_PROPERTY(QString spoken READ spoken NOTIFY spokenChanged)

public:
    explicit SeriesView(QQuickItem *parent = nullptr);
    ~SeriesView() override;

    SeriesModel *model() const { return m_model; }
    void setModel(SeriesModel *model);

    const QFont &font() const { return m_look.font; }
    void setFont(const QFont &font) { setLook(m_look.font, font); }
    const QColor &textColor() const { return m_look.text; }
    void setTextColor(const QColor &color) { setLook(m_look.text, color); }
    const QColor &dimColor() const { return m_look.dim; }
    void setDimColor(const QColor &color) { setLook(m_look.dim, color); }
    const QColor &gridColor() const { return m_look.grid; }
    void setGridColor(const QColor &color) { setLook(m_look.grid, color); }
    const QColor &groundColor() const { return m_look.ground; }
    void setGroundColor(const QColor &color) { setLook(m_look.ground, color); }
    const QColor &limitColor() const { return m_look.limit; }
    void setLimitColor(const QColor &color) { setLook(m_look.limit, color); }
    const QColor &overdueColor() const { return m_look.overdue; }
    void setOverdueColor(const QColor &color) { setLook(m_look.overdue, color); }
    const QColor &spanColor() const { return m_look.span; }
    void setSpanColor(const QColor &color) { setLook(m_look.span, color); }
    const QList<QColor> &laneColors() const { return m_look.lanes; }
    void setLaneColors(const QList<QColor> &colors) { setLook(m_look.lanes, colors); }
    const QList<QColor> &markColors() const { return m_look.marks; }
    void setMarkColors(const QList<QColor> &colors) { setLook(m_look.marks, colors); }

    bool hasSpan() const { return m_spanTo > m_spanFrom; }
    double spanFrom() const { return m_spanFrom; }
    double spanTo() const { return m_spanTo; }
    double pointedTime() const { return m_pointed; }
    double pointedX() const { return m_pointed > 0.0 ? m_chart.time().xOf(m_pointed) : 0.0; }
    QStringList pointedMarks() const;
    QString spoken() const;

    /// Chooses a span, as dragging does; from one time to the other, in any order.
    Q_INVOKABLE void setSpan(double fromMs, double toMs);
    Q_INVOKABLE void clearSpan() { setSpan(0.0, 0.0); }

    void paint(QPainter *painter) override;

Q_SIGNALS:
    void modelChanged();
    void lookChanged();
    void spanChanged();
    void pointedChanged();
    void spokenChanged();
    /// The user has chosen a span, once the button is up, or has given it up: then both are 0.
    void spanChosen(double fromMs, double toMs);
    /// The user wants to see that moment.
    void momentChosen(double timeMs);

protected:
    void updatePolish() override;
    void geometryChange(const QRectF &newGeometry, const QRectF &oldGeometry) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseUngrabEvent() override;
    void hoverMoveEvent(QHoverEvent *event) override;
    void hoverLeaveEvent(QHoverEvent *event) override;

private:
    friend class SeriesOverlay;

    template <typename T>
    void setLook(T &field, const T &value)
    {
        if (field == value)
            return;
        field = value;
        redraw();
        Q_EMIT lookChanged();
    }
    void redraw() { polish(); }
    void point(double time);
    void pointNext(int direction, bool extends);
    void paintOverlay(QPainter &painter) const;

    QPointer<SeriesModel> m_model;
    SeriesData m_data;
    SeriesLook m_look;
    SeriesChart m_chart;
    SeriesOverlay *m_overlay;
    double m_pointed = 0.0;
    double m_spanFrom = 0.0;
    double m_spanTo = 0.0;
    double m_anchor = 0.0; // where the span was begun
    QPointF m_pressed;
    bool m_isPressed = false;
    bool m_isDragging = false;
};

} // namespace Procession
