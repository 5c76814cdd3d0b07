// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graphmodel.h"

#include <QColor>
#include <QFont>
#include <QList>
#include <QPointer>
#include <QQuickPaintedItem>

#include <optional>

namespace Procession {

/// A graph in layers from left to right: boxes, joined by curves. Only what is in sight is drawn, and the smaller it is, the
/// less of it.
///
/// The wheel zooms, dragging moves; arrows go from box to box, with Shift they move the picture; + and - zoom, F shows all of
/// it; Enter or a click chooses a box. It shows all of it until the user zooms or moves. With `following` it keeps in sight
/// whatever runs.
/// Threads: the GUI's. Owner: QML.
class GraphView : public QQuickPaintedItem
{
    Q_OBJECT
    /// Null for none.
    Q_PROPERTY(Procession::GraphModel *model READ model WRITE setModel NOTIFY modelChanged)
    Q_PROPERTY(QFont font MEMBER m_font WRITE setFont NOTIFY lookChanged)
    Q_PROPERTY(QColor textColor MEMBER m_text WRITE setTextColor NOTIFY lookChanged)
    Q_PROPERTY(QColor dimColor MEMBER m_dim WRITE setDimColor NOTIFY lookChanged)
    Q_PROPERTY(QColor lineColor MEMBER m_line WRITE setLineColor NOTIFY lookChanged)
    Q_PROPERTY(QColor groundColor MEMBER m_ground WRITE setGroundColor NOTIFY lookChanged)
    Q_PROPERTY(QColor boxColor MEMBER m_box WRITE setBoxColor NOTIFY lookChanged)
    /// Of the critical path.
    Q_PROPERTY(QColor criticalColor MEMBER m_critical WRITE setCriticalColor NOTIFY lookChanged)
    Q_PROPERTY(QColor accentColor MEMBER m_accent WRITE setAccentColor NOTIFY lookChanged)
    /// By GraphBox::status.
    Q_PROPERTY(QList<QColor> statusColors MEMBER m_statuses WRITE setStatusColors NOTIFY lookChanged)
    Q_PROPERTY(bool following READ isFollowing WRITE setFollowing NOTIFY followingChanged)
    /// How large one unit of the graph is on the screen; 1 for boxes with readable text.
    Q_PROPERTY(double zoom READ zoom NOTIFY placeChanged)
    /// The box that the keyboard is at, in words, for screen readers.
    Q_PROPERTY(QString spoken READ spoken NOTIFY spokenChanged)
    /// The box that is pointed at, in words; empty for none.
    Q_PROPERTY(QString pointed READ pointed NOTIFY pointedChanged)

public:
    explicit GraphView(QQuickItem *parent = nullptr);

    GraphModel *model() const { return m_model; }
    void setModel(GraphModel *model);
    void setFont(const QFont &font) { setLook(m_font, font); }
    void setTextColor(const QColor &color) { setLook(m_text, color); }
    void setDimColor(const QColor &color) { setLook(m_dim, color); }
    void setLineColor(const QColor &color) { setLook(m_line, color); }
    void setGroundColor(const QColor &color) { setLook(m_ground, color); }
    void setBoxColor(const QColor &color) { setLook(m_box, color); }
    void setCriticalColor(const QColor &color) { setLook(m_critical, color); }
    void setAccentColor(const QColor &color) { setLook(m_accent, color); }
    void setStatusColors(const QList<QColor> &colors) { setLook(m_statuses, colors); }
    bool isFollowing() const { return m_isFollowing; }
    void setFollowing(bool following);
    double zoom() const { return m_zoom; }
    QString spoken() const;
    QString pointed() const;

    /// Shows all of it, from now on.
    Q_INVOKABLE void fit();
    /// Zooms about the middle.
    Q_INVOKABLE void zoomBy(double factor);
    /// The middle of the box of that id, in this item; outside of it where it isn't in sight, or isn't there.
    Q_INVOKABLE QPointF middleOf(const QString &id) const;

    void paint(QPainter *painter) override;

Q_SIGNALS:
    void modelChanged();
    void lookChanged();
    void followingChanged();
    void placeChanged();
    void spokenChanged();
    void pointedChanged();
    /// The user wants to see that process.
    void nodeChosen(const QString &id);

protected:
    void geometryChange(const QRectF &newGeometry, const QRectF &oldGeometry) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseUngrabEvent() override;
    void wheelEvent(QWheelEvent *event) override;
    void focusInEvent(QFocusEvent *) override { update(); }
    void focusOutEvent(QFocusEvent *) override { update(); }
    void hoverMoveEvent(QHoverEvent *event) override;
    void hoverLeaveEvent(QHoverEvent *event) override;

private:
    template <typename T>
    void setLook(T &field, const T &value)
    {
        if (field == value)
            return;
        field = value;
        update();
        Q_EMIT lookChanged();
    }
    void takeData();
    void arrange();
    void place(double zoom, QPointF offset);
    void zoomAt(QPointF where, double factor);
    void moveBy(QPointF distance);
    void bringInSight(const QRectF &scene, double mostZoom);
    void followRunning();
    bool step(int key);
    void setCurrent(std::optional<size_t> box);
    void setPointed(std::optional<size_t> box);
    const GraphData &data() const;
    QRectF boxPlace(size_t box) const; // in the scene
    QRectF sceneBounds() const;
    std::optional<size_t> boxAt(QPointF where) const; // of this item
    QString textOf(std::optional<size_t> box) const;
    const QColor &statusColor(const GraphBox &box) const;
    void paintLine(QPainter &painter, const GraphLine &line, const QRectF &seen) const;
    void paintBox(QPainter &painter, size_t box) const;
    void paintText(QPainter &painter, const GraphBox &box, const QRectF &place) const;

    QPointer<GraphModel> m_model;
    QFont m_font;
    QColor m_text, m_dim, m_line, m_ground, m_box, m_critical, m_accent;
    QList<QColor> m_statuses;
    double m_zoom = 1.0;
    QPointF m_offset; // where the scene's origin is in this item
    bool m_isFitted = true;
    bool m_isFollowing = false;
    double m_wantedZoom = 1.0; // while following: the largest
    QString m_current;         // the id of the box that the keyboard is at
    std::optional<size_t> m_pointed;
    QPointF m_pressed;
    QPointF m_last;
    bool m_isPressed = false;
    bool m_isDragging = false;
};

} // namespace Procession
