-- The later rooms' first contents: paid posts, purses, tasks, messages, themes.

update post set published_no = id where published_no is null and status = 'PUBLISHED';
select setval('post_publication', (select max(id) from post));

insert into purse(member_id, balance, currency) select id, 100000, 'CNY' from member;

with paid(author_id, circle_id, title, body, tags, price, at) as (values
('u1007', 'kitchen', '四季茶席：一份可以照着做的菜单', '春天从一碗荠菜羹开始。第一道：荠菜洗净焯水，切碎，和豆腐同煮；第二道：腌笃鲜，咸肉先出水；第三道：青团，艾草汁和面。附采购清单与火候表。', array['菜单', '茶'], 990, timestamptz '2026-08-01T09:00:00Z'),
('u1014', 'runners', '半马破二：十二周训练表', '第一周每天五公里轻松跑，心率不过一百四。第二周加一次节奏跑，第三周起周末长距离递增两公里。附配速换算表和赛前一周饮食。', array['跑步', '训练'], 1990, timestamptz '2026-08-02T09:00:00Z'),
('u1015', 'readers', 'Twelve novels, one page of notes each', 'January: The Remains of the Day. What he does not say is the book. February: Stoner. A life can be small and whole. The other ten follow the same way.', array['books', 'notes'], 590, timestamptz '2026-08-03T09:00:00Z'))
insert into post(author_id, circle_id, title, body, tags, created_at, price, published_no)
select author_id, circle_id, title, body, tags, at, price, nextval('post_publication') from paid order by at;

insert into task(id, title, about, points, repeats) values
('complete_profile', '完善资料', '填写昵称并选一个头像', 50, 'ONCE'),
('first_post', '发第一篇帖子', '在任意圈子里发一篇帖子', 100, 'ONCE'),
('daily_sign', '每日签到', '每天来一次', 5, 'DAILY'),
('share_post', '分享好帖', '把一篇帖子分享给朋友', 10, 'DAILY');

insert into message_template(id, title, body, parameters) values
('order_shipped', '您的订单已发货', '订单 {order_no} 已由 {carrier} 揽收，运单号 {tracking_no}。', array['order_no', 'carrier', 'tracking_no']),
('points_changed', '积分变动提醒', '您的积分变动了 {points}，原因：{reason}。', array['points', 'reason']),
('activity_invite', '活动邀请', '{title} 开始了，来看看吧。', array['title']);
insert into message_setting(member_id, accepts, quiet_from, quiet_to, zone)
select id, id <> 'u1006', '22:00', '08:00', 'Asia/Shanghai' from member;
insert into message(member_id, title, body, created_at, deliver_at)
select id, '欢迎来到广场', nickname || '，欢迎。先去圈子里逛逛吧。', joined_at, joined_at from member;
insert into message(member_id, title, body, created_at, deliver_at)
select id, '社区公约更新', '发帖请勿带外链；带外链的帖子会先由管理员看过。', timestamptz '2026-07-01T02:00:00Z', timestamptz '2026-07-01T02:00:00Z' from member;

insert into theme(id, title, about, opens_at, closes_at, per_member) values
('summer_kitchen', '夏日厨房', '晒出你家夏天的一道菜', '2026-06-01T00:00:00Z', '2099-06-01T00:00:00Z', 3),
('city_morning', '城市清晨', '一张清晨的照片和一段话', '2026-06-01T00:00:00Z', '2099-06-01T00:00:00Z', 1),
('spring_walk', '春日漫步', '已结束的征集，可以回看', '2026-03-01T00:00:00Z', '2026-05-01T00:00:00Z', 1);
insert into submission(request_key, theme_id, member_id, title, body, status, created_at) values
('seed 1', 'spring_walk', 'u1008', '后山的第一朵野樱', '雨停了就去，果然开了。', 'ACCEPTED', '2026-03-12T06:00:00Z'),
('seed 2', 'spring_walk', 'u1017', 'Along the old canal', 'Willows first, then everyone else.', 'ACCEPTED', '2026-04-02T06:00:00Z'),
('seed 3', 'summer_kitchen', 'u1013', '凉拌豆角', '开水两分钟，冰水半分钟，麻酱一勺。', 'ACCEPTED', '2026-07-08T06:00:00Z');
