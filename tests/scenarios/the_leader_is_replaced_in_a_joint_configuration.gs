# A joint change takes the leader out and a new voter in, leadership moves to that one, and it leaves the joint configuration (etcd confchange_v2_replace_leader, dissertation §3.10, §4.2.2).
cluster 1 2 3
(campaign 1)
(settle)
join 4
change 1 remove=1 voter=4 joint=explicit
(settle)
status 1 4
---
change 1 remove=1 voter=4 joint=explicit
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
  * of n2 replicate 1/3 1 in flight told 1 heard
  * of n3 replicate 1/3 1 in flight told 1 heard
  → n2: term 1: append after 1@1: 2@1 explicit-joint-change remove n1 voter n4; commit 1
  → n3: term 1: append after 1@1: 2@1 explicit-joint-change remove n1 voter n4; commit 1
n1: role leader, term 1, vote n1, leader n1, timer from 0.000000s, log 1 to 2@1, stored 2, commit 2, applied 2, members voters n2 n3 n4, outgoing n1 n2 n3, of n2 replicate 2/3 told 2 heard, of n3 replicate 2/3 told 2 heard, of n4 replicate 2/3 told 2 heard
n4: role follower, term 1, vote nobody, leader n1, timer from 0.000000s, log 1 to 2@1, stored 2, commit 2, applied 2, members voters n2 n3 n4, outgoing n1 n2 n3

transfer 1 4
settle
---
transfer 1 4
  hands over to n4
  → n4: term 1: stand for election now
n4 ← n1: term 1: stand for election now
  * role follower → candidate, term 1 → 2, vote nobody → n4, leader n1 → nobody
  → n1 once stored: term 2: asks for a vote, log ends at 2@1, handed over
  → n2 once stored: term 2: asks for a vote, log ends at 2@1, handed over
  → n3 once stored: term 2: asks for a vote, log ends at 2@1, handed over
n4 writes term 2, vote n4, commit 2
  → n1: term 2: asks for a vote, log ends at 2@1, handed over
  → n2: term 2: asks for a vote, log ends at 2@1, handed over
  → n3: term 2: asks for a vote, log ends at 2@1, handed over
  gave n4 its vote of term 2
  counts vote of n4: yes
n1 ← n4: term 2: asks for a vote, log ends at 2@1, handed over
  gives up: there is a higher term
  * role leader → follower, term 1 → 2, vote n1 → n4, leader n1 → nobody
  → n4 once stored: term 2: gives a vote
n2 ← n4: term 2: asks for a vote, log ends at 2@1, handed over
  * term 1 → 2, vote n1 → n4, leader n1 → nobody
  → n4 once stored: term 2: gives a vote
n3 ← n4: term 2: asks for a vote, log ends at 2@1, handed over
  * term 1 → 2, vote n1 → n4, leader n1 → nobody
  → n4 once stored: term 2: gives a vote
n1 writes term 2, vote n4, commit 2
  → n4: term 2: gives a vote
  gave n4 its vote of term 2
n2 writes term 2, vote n4, commit 2
  → n4: term 2: gives a vote
  gave n4 its vote of term 2
n3 writes term 2, vote n4, commit 2
  → n4: term 2: gives a vote
  gave n4 its vote of term 2
n4 ← n1: term 2: gives a vote
  counts vote of n1: yes
n4 ← n2: term 2: gives a vote
  counts vote of n2: yes
  appends 3@2
  * role candidate → leader, leader nobody → n4, log 1 to 2@1 → 1 to 3@2
  * of n1 probe 0/3 paused told 2
  * of n2 probe 0/3 paused told 2
  * of n3 probe 0/3 paused told 2
  → n1: term 2: append after 2@1: 3@2 no-op; commit 2
  → n2: term 2: append after 2@1: 3@2 no-op; commit 2
  → n3: term 2: append after 2@1: 3@2 no-op; commit 2
n4 ← n3: term 2: gives a vote
n4 writes 3@2 no-op
  * stored 2 → 3
n1 ← n4: term 2: append after 2@1: 3@2 no-op; commit 2
  appends 3@2
  * leader nobody → n4, log 1 to 2@1 → 1 to 3@2
  → n4 once stored: term 2: accepted up to 3
n2 ← n4: term 2: append after 2@1: 3@2 no-op; commit 2
  appends 3@2
  * leader nobody → n4, log 1 to 2@1 → 1 to 3@2
  → n4 once stored: term 2: accepted up to 3
n3 ← n4: term 2: append after 2@1: 3@2 no-op; commit 2
  appends 3@2
  * leader nobody → n4, log 1 to 2@1 → 1 to 3@2
  → n4 once stored: term 2: accepted up to 3
n1 writes 3@2 no-op
  → n4: term 2: accepted up to 3
  * stored 2 → 3
n2 writes 3@2 no-op
  → n4: term 2: accepted up to 3
  * stored 2 → 3
n3 writes 3@2 no-op
  → n4: term 2: accepted up to 3
  * stored 2 → 3
n4 ← n1: term 2: accepted up to 3
  * of n1 replicate 3/4 told 2 heard
n4 ← n2: term 2: accepted up to 3
  * commit 2 → 3
  * of n1 replicate 3/4 told 3 heard
  * of n2 replicate 3/4 told 3 heard
  → n1: term 2: append after 3@2: nothing; commit 3
  → n2: term 2: append after 3@2: nothing; commit 3
n4 ← n3: term 2: accepted up to 3
  * of n3 replicate 3/4 told 3 heard
  → n3: term 2: append after 3@2: nothing; commit 3
n4 writes term 2, vote n4, commit 3 (no sync)
n4 applies 3@2 no-op
  * applied 2 → 3
n1 ← n4: term 2: append after 3@2: nothing; commit 3
  * commit 2 → 3
  → n4 once stored: term 2: accepted up to 3
n2 ← n4: term 2: append after 3@2: nothing; commit 3
  * commit 2 → 3
  → n4 once stored: term 2: accepted up to 3
n3 ← n4: term 2: append after 3@2: nothing; commit 3
  * commit 2 → 3
  → n4 once stored: term 2: accepted up to 3
n1 writes term 2, vote n4, commit 3 (no sync)
  → n4: term 2: accepted up to 3
n1 applies 3@2 no-op
  * applied 2 → 3
n2 writes term 2, vote n4, commit 3 (no sync)
  → n4: term 2: accepted up to 3
n2 applies 3@2 no-op
  * applied 2 → 3
n3 writes term 2, vote n4, commit 3 (no sync)
  → n4: term 2: accepted up to 3
n3 applies 3@2 no-op
  * applied 2 → 3
n4 ← n1: term 2: accepted up to 3
n4 ← n2: term 2: accepted up to 3
n4 ← n3: term 2: accepted up to 3

# n1 votes and counts until the joint configuration is left.
leave 4
settle
status
---
leave 4
  appends 4@2
  * log 1 to 3@2 → 1 to 4@2
  * of n1 replicate 3/5 1 in flight told 3 heard
  * of n2 replicate 3/5 1 in flight told 3 heard
  * of n3 replicate 3/5 1 in flight told 3 heard
  → n1: term 2: append after 3@2: 4@2 leave-joint; commit 3
  → n2: term 2: append after 3@2: 4@2 leave-joint; commit 3
  → n3: term 2: append after 3@2: 4@2 leave-joint; commit 3
n4 writes 4@2 leave-joint
  * stored 3 → 4
n1 ← n4: term 2: append after 3@2: 4@2 leave-joint; commit 3
  appends 4@2
  * log 1 to 3@2 → 1 to 4@2
  → n4 once stored: term 2: accepted up to 4
n2 ← n4: term 2: append after 3@2: 4@2 leave-joint; commit 3
  appends 4@2
  * log 1 to 3@2 → 1 to 4@2
  → n4 once stored: term 2: accepted up to 4
n3 ← n4: term 2: append after 3@2: 4@2 leave-joint; commit 3
  appends 4@2
  * log 1 to 3@2 → 1 to 4@2
  → n4 once stored: term 2: accepted up to 4
n1 writes 4@2 leave-joint
  → n4: term 2: accepted up to 4
  * stored 3 → 4
n2 writes 4@2 leave-joint
  → n4: term 2: accepted up to 4
  * stored 3 → 4
n3 writes 4@2 leave-joint
  → n4: term 2: accepted up to 4
  * stored 3 → 4
n4 ← n1: term 2: accepted up to 4
  * of n1 replicate 4/5 told 3 heard
n4 ← n2: term 2: accepted up to 4
  * commit 3 → 4
  * of n1 replicate 4/5 told 4 heard
  * of n2 replicate 4/5 told 4 heard
  * of n3 replicate 3/5 1 in flight told 4 heard
  → n1: term 2: append after 4@2: nothing; commit 4
  → n2: term 2: append after 4@2: nothing; commit 4
  → n3: term 2: append after 4@2: nothing; commit 4
n4 ← n3: term 2: accepted up to 4
  * of n3 replicate 4/5 told 4 heard
n4 writes term 2, vote n4, commit 4 (no sync)
n4 applies 4@2 leave-joint
  * applied 3 → 4, members voters n2 n3 n4, outgoing n1 n2 n3 → voters n2 n3 n4
n1 ← n4: term 2: append after 4@2: nothing; commit 4
  * commit 3 → 4
  → n4 once stored: term 2: accepted up to 4
n2 ← n4: term 2: append after 4@2: nothing; commit 4
  * commit 3 → 4
  → n4 once stored: term 2: accepted up to 4
n3 ← n4: term 2: append after 4@2: nothing; commit 4
  * commit 3 → 4
  → n4 once stored: term 2: accepted up to 4
n1 writes term 2, vote n4, commit 4 (no sync)
  → n4: term 2: accepted up to 4
n1 applies 4@2 leave-joint
  * applied 3 → 4, members voters n2 n3 n4, outgoing n1 n2 n3 → voters n2 n3 n4
n2 writes term 2, vote n4, commit 4 (no sync)
  → n4: term 2: accepted up to 4
n2 applies 4@2 leave-joint
  * applied 3 → 4, members voters n2 n3 n4, outgoing n1 n2 n3 → voters n2 n3 n4
n3 writes term 2, vote n4, commit 4 (no sync)
  → n4: term 2: accepted up to 4
n3 applies 4@2 leave-joint
  * applied 3 → 4, members voters n2 n3 n4, outgoing n1 n2 n3 → voters n2 n3 n4
n4 ← n1: term 2: accepted up to 4
n4 ← n2: term 2: accepted up to 4
n4 ← n3: term 2: accepted up to 4
n1: role follower, term 2, vote n4, leader n4, timer from 0.000000s, log 1 to 4@2, stored 4, commit 4, applied 4, members voters n2 n3 n4
n2: role follower, term 2, vote n4, leader n4, timer from 0.000000s, log 1 to 4@2, stored 4, commit 4, applied 4, members voters n2 n3 n4
n3: role follower, term 2, vote n4, leader n4, timer from 0.000000s, log 1 to 4@2, stored 4, commit 4, applied 4, members voters n2 n3 n4
n4: role leader, term 2, vote n4, leader n4, timer from 0.000000s, log 1 to 4@2, stored 4, commit 4, applied 4, members voters n2 n3 n4, of n2 replicate 4/5 told 4 heard, of n3 replicate 4/5 told 4 heard
