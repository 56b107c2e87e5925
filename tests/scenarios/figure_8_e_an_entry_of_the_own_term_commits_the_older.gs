# Once an entry of the leader's own term is on a majority, the older one behind it is committed too, and no one without them can win (Raft §5.4.2, figure 8 e).
cluster 1 2 3 4 5
disk 1 term=3 commit=1 log="1 2"
disk 2 term=3 commit=1 log="1 2"
disk 3 term=3 commit=1 log="1"
disk 4 term=3 commit=1 log="1"
disk 5 term=3 commit=1 log="1 3"
campaign 1
settle 1 2 3
lose 4
lose 5
log
status 1
---
campaign 1
  election timer ran out
  * role follower → candidate, term 3 → 4, vote nobody → n1
  → n2 once stored: term 4: asks for a vote, log ends at 2@2
  → n3 once stored: term 4: asks for a vote, log ends at 2@2
  → n4 once stored: term 4: asks for a vote, log ends at 2@2
  → n5 once stored: term 4: asks for a vote, log ends at 2@2
n1 writes term 4, vote n1, commit 1
  → n2: term 4: asks for a vote, log ends at 2@2
  → n3: term 4: asks for a vote, log ends at 2@2
  → n4: term 4: asks for a vote, log ends at 2@2
  → n5: term 4: asks for a vote, log ends at 2@2
  gave n1 its vote of term 4
  counts vote of n1: yes
n1 applies 1@1 1
  * applied 0 → 1
n2 applies 1@1 1
  * applied 0 → 1
n3 applies 1@1 1
  * applied 0 → 1
n2 ← n1: term 4: asks for a vote, log ends at 2@2
  * term 3 → 4, vote nobody → n1
  → n1 once stored: term 4: gives a vote
n3 ← n1: term 4: asks for a vote, log ends at 2@2
  * term 3 → 4, vote nobody → n1
  → n1 once stored: term 4: gives a vote
n2 writes term 4, vote n1, commit 1
  → n1: term 4: gives a vote
  gave n1 its vote of term 4
n3 writes term 4, vote n1, commit 1
  → n1: term 4: gives a vote
  gave n1 its vote of term 4
n1 ← n2: term 4: gives a vote
  counts vote of n2: yes
n1 ← n3: term 4: gives a vote
  counts vote of n3: yes
  appends 3@4
  * role candidate → leader, leader nobody → n1, log 1 to 2@2 → 1 to 3@4
  * of n2 probe 0/3 paused told 1
  * of n3 probe 0/3 paused told 1
  * of n4 probe 0/3 paused told 1
  * of n5 probe 0/3 paused told 1
  → n2: term 4: append after 2@2: 3@4 no-op; commit 1
  → n3: term 4: append after 2@2: 3@4 no-op; commit 1
  → n4: term 4: append after 2@2: 3@4 no-op; commit 1
  → n5: term 4: append after 2@2: 3@4 no-op; commit 1
n1 writes 3@4 no-op
  * stored 2 → 3
n2 ← n1: term 4: append after 2@2: 3@4 no-op; commit 1
  appends 3@4
  * leader nobody → n1, log 1 to 2@2 → 1 to 3@4
  → n1 once stored: term 4: accepted up to 3
n3 ← n1: term 4: append after 2@2: 3@4 no-op; commit 1
  * leader nobody → n1
  → n1: term 4: rejected after 2, try 1@1
n2 writes 3@4 no-op
  → n1: term 4: accepted up to 3
  * stored 2 → 3
n1 ← n2: term 4: accepted up to 3
  * of n2 replicate 3/4 told 1 heard
n1 ← n3: term 4: rejected after 2, try 1@1
  * of n3 probe 0/2 paused told 1 heard
  → n3: term 4: append after 1@1: 2@2 2, 3@4 no-op; commit 1
n3 ← n1: term 4: append after 1@1: 2@2 2, 3@4 no-op; commit 1
  appends 2@2
  appends 3@4
  * log 1 to 1@1 → 1 to 3@4
  → n1 once stored: term 4: accepted up to 3
n3 writes 2@2 2, 3@4 no-op
  → n1: term 4: accepted up to 3
  * stored 1 → 3
n1 ← n3: term 4: accepted up to 3
  * commit 1 → 3
  * of n2 replicate 3/4 told 3 heard
  * of n3 replicate 3/4 told 3 heard
  → n2: term 4: append after 3@4: nothing; commit 3
  → n3: term 4: append after 3@4: nothing; commit 3
n1 writes term 4, vote n1, commit 3 (no sync)
n1 applies 2@2 2, 3@4 no-op
  * applied 1 → 3
n2 ← n1: term 4: append after 3@4: nothing; commit 3
  * commit 1 → 3
  → n1 once stored: term 4: accepted up to 3
n3 ← n1: term 4: append after 3@4: nothing; commit 3
  * commit 1 → 3
  → n1 once stored: term 4: accepted up to 3
n2 writes term 4, vote n1, commit 3 (no sync)
  → n1: term 4: accepted up to 3
n2 applies 2@2 2, 3@4 no-op
  * applied 1 → 3
n3 writes term 4, vote n1, commit 3 (no sync)
  → n1: term 4: accepted up to 3
n3 applies 2@2 2, 3@4 no-op
  * applied 1 → 3
n1 ← n2: term 4: accepted up to 3
n1 ← n3: term 4: accepted up to 3
lost, n1 to n4: term 4: asks for a vote, log ends at 2@2
lost, n1 to n4: term 4: append after 2@2: 3@4 no-op; commit 1
lost, n1 to n5: term 4: asks for a vote, log ends at 2@2
lost, n1 to n5: term 4: append after 2@2: 3@4 no-op; commit 1
n1: 1@1 1, 2@2 2, 3@4 no-op
n2: 1@1 1, 2@2 2, 3@4 no-op
n3: 1@1 1, 2@2 2, 3@4 no-op
n4: 1@1 1
n5: 1@1 1, 2@3 2
n1: role leader, term 4, vote n1, leader n1, timer from 0.000000s, log 1 to 3@4, stored 3, commit 3, applied 3, members voters n1 n2 n3 n4 n5, of n2 replicate 3/4 told 3 heard, of n3 replicate 3/4 told 3 heard, of n4 probe 0/3 paused told 1, of n5 probe 0/3 paused told 1

# S1 crashes. S5 asks again and again: S2 and S3 know more.
crash 1
campaign 5
settle 2 3 4 5
campaign 5
settle 2 3 4 5
status 2 3 4 5
---
n1 crashes and starts again
  * role leader → follower, leader n1 → nobody, applied 3 → 0
campaign 5
  election timer ran out
  * role follower → candidate, term 3 → 4, vote nobody → n5
  → n1 once stored: term 4: asks for a vote, log ends at 2@3
  → n2 once stored: term 4: asks for a vote, log ends at 2@3
  → n3 once stored: term 4: asks for a vote, log ends at 2@3
  → n4 once stored: term 4: asks for a vote, log ends at 2@3
n4 applies 1@1 1
  * applied 0 → 1
n5 writes term 4, vote n5, commit 1
  → n1: term 4: asks for a vote, log ends at 2@3
  → n2: term 4: asks for a vote, log ends at 2@3
  → n3: term 4: asks for a vote, log ends at 2@3
  → n4: term 4: asks for a vote, log ends at 2@3
  gave n5 its vote of term 4
  counts vote of n5: yes
n5 applies 1@1 1
  * applied 0 → 1
n2 ← n5: term 4: asks for a vote, log ends at 2@3
  no vote for n5: the vote is taken
  → n5: term 4: refuses a vote
n3 ← n5: term 4: asks for a vote, log ends at 2@3
  no vote for n5: the vote is taken
  → n5: term 4: refuses a vote
n4 ← n5: term 4: asks for a vote, log ends at 2@3
  * term 3 → 4, vote nobody → n5
  → n5 once stored: term 4: gives a vote
n4 writes term 4, vote n5, commit 1
  → n5: term 4: gives a vote
  gave n5 its vote of term 4
n5 ← n2: term 4: refuses a vote
  counts vote of n2: no
n5 ← n3: term 4: refuses a vote
  counts vote of n3: no
n5 ← n4: term 4: gives a vote
  counts vote of n4: yes
campaign 5
  election timer ran out
  * term 4 → 5
  → n1 once stored: term 5: asks for a vote, log ends at 2@3
  → n2 once stored: term 5: asks for a vote, log ends at 2@3
  → n3 once stored: term 5: asks for a vote, log ends at 2@3
  → n4 once stored: term 5: asks for a vote, log ends at 2@3
n5 writes term 5, vote n5, commit 1
  → n1: term 5: asks for a vote, log ends at 2@3
  → n2: term 5: asks for a vote, log ends at 2@3
  → n3: term 5: asks for a vote, log ends at 2@3
  → n4: term 5: asks for a vote, log ends at 2@3
  gave n5 its vote of term 5
  counts vote of n5: yes
n2 ← n5: term 5: asks for a vote, log ends at 2@3
  no vote for n5: its log is behind
  * term 4 → 5, vote n1 → nobody, leader n1 → nobody
  → n5 once stored: term 5: refuses a vote
n3 ← n5: term 5: asks for a vote, log ends at 2@3
  no vote for n5: its log is behind
  * term 4 → 5, vote n1 → nobody, leader n1 → nobody
  → n5 once stored: term 5: refuses a vote
n4 ← n5: term 5: asks for a vote, log ends at 2@3
  * term 4 → 5
  → n5 once stored: term 5: gives a vote
n2 writes term 5, vote nobody, commit 3
  → n5: term 5: refuses a vote
n3 writes term 5, vote nobody, commit 3
  → n5: term 5: refuses a vote
n4 writes term 5, vote n5, commit 1
  → n5: term 5: gives a vote
  gave n5 its vote of term 5
n5 ← n2: term 5: refuses a vote
  counts vote of n2: no
n5 ← n3: term 5: refuses a vote
  counts vote of n3: no
n5 ← n4: term 5: gives a vote
  counts vote of n4: yes
n2: role follower, term 5, vote nobody, leader nobody, timer from 0.000000s, log 1 to 3@4, stored 3, commit 3, applied 3, members voters n1 n2 n3 n4 n5
n3: role follower, term 5, vote nobody, leader nobody, timer from 0.000000s, log 1 to 3@4, stored 3, commit 3, applied 3, members voters n1 n2 n3 n4 n5
n4: role follower, term 5, vote n5, leader nobody, timer from 0.000000s, log 1 to 1@1, stored 1, commit 1, applied 1, members voters n1 n2 n3 n4 n5
n5: role candidate, term 5, vote n5, leader nobody, timer from 0.000000s, log 1 to 2@3, stored 2, commit 1, applied 1, members voters n1 n2 n3 n4 n5
